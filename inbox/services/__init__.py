"""Every change that people would notice, one function each: screens, API, admin and rules call these.

Each writes the change, its line in the audit trail and the platform call it needs in one
transaction, and queues the call on commit. `by` says who wants it; Refused says why not. What
comes back tells whether anything changed: a call, a row, a count or a yes.
"""

from inbox.services.answers import after_second_thoughts, let_wait, private_reply, reply, unsend
from inbox.services.assigning import assign, assign_in_turn, assign_to_last_agent
from inbox.services.calling import cancel
from inbox.services.connecting import connect, connect_again, pause_channel, resume_channel
from inbox.services.labels import (
    label,
    label_contact,
    label_post,
    unlabel,
    unlabel_contact,
    unlabel_post,
)
from inbox.services.moderation import approve_message, hide, hold, like, remove, unhide
from inbox.services.people import approve_author, block_author, opt_in, opt_out, set_vip, unblock_author
from inbox.services.refusals import Refused
from inbox.services.saved_replies import delete_saved_reply, save_reply
from inbox.services.switches import end_crisis, start_crisis, switch_automation
from inbox.services.taking_back import take_back
from inbox.services.telling import notify
from inbox.services.triage import (
    add_note,
    add_priority,
    delete_note,
    reopen,
    resolve,
    restore_status,
    set_sentiment,
    set_status,
    snooze,
)

__all__ = [
    "Refused",
    "add_note",
    "add_priority",
    "after_second_thoughts",
    "approve_author",
    "approve_message",
    "assign",
    "assign_in_turn",
    "assign_to_last_agent",
    "block_author",
    "cancel",
    "connect",
    "connect_again",
    "delete_note",
    "delete_saved_reply",
    "end_crisis",
    "hide",
    "hold",
    "label",
    "label_contact",
    "label_post",
    "let_wait",
    "like",
    "notify",
    "opt_in",
    "opt_out",
    "pause_channel",
    "private_reply",
    "remove",
    "reopen",
    "reply",
    "resolve",
    "restore_status",
    "resume_channel",
    "save_reply",
    "set_sentiment",
    "set_status",
    "set_vip",
    "snooze",
    "start_crisis",
    "switch_automation",
    "take_back",
    "unblock_author",
    "unhide",
    "unlabel",
    "unlabel_contact",
    "unlabel_post",
    "unsend",
]
