"""Who may call which part of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.models import Membership

if TYPE_CHECKING:
    # `rest_framework.views` imports this module while it is being imported.
    from rest_framework.views import APIView


class IsMember(BasePermission):
    """Members read; agents, admins and owners act."""

    message = "Your role in this workspace does not allow this."

    def has_permission(self, request: Request, view: APIView) -> bool:
        membership = request.auth
        if not isinstance(membership, Membership):
            return False
        return request.method in SAFE_METHODS or membership.may_act


class IsManager(IsMember):
    """Members read; admins and owners change."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        membership = request.auth
        if not isinstance(membership, Membership):
            return False
        return request.method in SAFE_METHODS or membership.may_manage
