"""All that exists on the platform, in memory and bounded. Nothing here checks policy or tells anyone."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.model import Account, Comment, DirectMessage, Person, Post, Thread

MAX_COMMENTS = 50_000
MAX_MESSAGES = 50_000
# More than every stored comment and message together, so nobody with something stored is ever dropped.
MAX_PEOPLE = 120_000

# Ids look like Instagram's: a prefix a kind, and a counter that is never set back.
ID_BASES = {
    "account": 17841400000000000,
    "media": 17950000000000000,
    "comment": 17960000000000000,
    "story": 17970000000000000,
    "person": 1789000000000000,
    "ad": 120200000000000000,
    "tiktok": 100000,
    "tiktok_video": 7203946942097900000,
    "tiktok_comment": 7247303576418500000,
    "whatsapp": 106342953530000,
    "telegram": 7000000000,
    "telegram_message": 1000,
    "x": 1700000000,
    "x_post": 1990000000000000000,
    "organization": 2414000,
    "share": 7000000000000000000,
    "tube": 100000000000000,
    "video": 10000,
    "thread": 1000000000,
    "page": 100200300400000,
    "page_post": 700800900000,
    "page_comment": 1000000000,
    "message": 0,
}


class World:
    """Accounts, posts, people, comments and direct messages, with the few lookups that the wire needs."""

    def __init__(self) -> None:
        self.counters: dict[str, int] = dict.fromkeys(ID_BASES, 0)
        self.accounts: dict[str, Account] = {}
        self.posts: dict[str, Post] = {}
        self.people: dict[str, Person] = {}
        self.comments: dict[str, Comment] = {}
        self.messages: dict[str, DirectMessage] = {}
        self.changes = 0
        self._people_by_name: dict[str, str] = {}
        self._comments_by_post: dict[str, dict[str, None]] = {}
        self._replies: dict[str, dict[str, None]] = {}
        self._threads: dict[tuple[str, str], dict[str, None]] = {}

    def new_id(self, kind: str) -> str:
        """The next id of a kind, in Instagram's style."""
        self.counters[kind] += 1
        return str(ID_BASES[kind] + self.counters[kind])

    def new_mid(self) -> str:
        """The next direct message id."""
        return f"aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOj{int(self.new_id('message')):017d}"

    def changed(self) -> None:
        """Note that there is something new to save."""
        self.changes += 1

    def add_account(self, account: Account) -> Account:
        self.accounts[account.id] = account
        self.changed()
        return account

    def add_post(self, post: Post) -> Post:
        self.posts[post.id] = post
        self.changed()
        return post

    def person_named(self, username: str) -> Person:
        """The person with this user name, who comes into being on first use."""
        known = self._people_by_name.get(username)
        if known is not None:
            # To the end of the queue: only people who have been silent longest are forgotten.
            person = self.people.pop(known)
            return self.add_person(person)
        name = username.replace(".", " ").replace("_", " ").title()
        return self.add_person(Person(id=self.new_id("person"), username=username, name=name))

    def add_person(self, person: Person) -> Person:
        self.people[person.id] = person
        self._people_by_name[person.username] = person.id
        if len(self.people) > MAX_PEOPLE:
            forgotten = self.people.pop(next(iter(self.people)))
            del self._people_by_name[forgotten.username]
        self.changed()
        return person

    def add_comment(self, comment: Comment) -> Comment:
        """Store a comment; beyond the cap the oldest goes, together with its replies."""
        self.comments[comment.id] = comment
        if comment.parent_id is None:
            self._comments_by_post.setdefault(comment.post_id, {})[comment.id] = None
        else:
            self._replies.setdefault(comment.parent_id, {})[comment.id] = None
        if len(self.comments) > MAX_COMMENTS:
            self._forget_comment(next(iter(self.comments)))
        self.changed()
        return comment

    def _forget_comment(self, comment_id: str) -> None:
        comment = self.comments.pop(comment_id)
        self._comments_by_post.get(comment.post_id, {}).pop(comment_id, None)
        if comment.parent_id is not None:
            self._replies.get(comment.parent_id, {}).pop(comment_id, None)
        for reply_id in list(self._replies.pop(comment_id, {})):
            self.comments.pop(reply_id, None)

    def add_message(self, message: DirectMessage) -> DirectMessage:
        """Store a direct message; beyond the cap the oldest goes."""
        self.messages[message.mid] = message
        self._threads.setdefault((message.account_id, message.person_id), {})[message.mid] = None
        if len(self.messages) > MAX_MESSAGES:
            oldest = self.messages.pop(next(iter(self.messages)))
            key = (oldest.account_id, oldest.person_id)
            self._threads[key].pop(oldest.mid)
            if not self._threads[key]:
                del self._threads[key]
        self.changed()
        return message

    def posts_of(self, account_id: str) -> list[Post]:
        """An account's posts, newest first."""
        return sorted((p for p in self.posts.values() if p.account_id == account_id), key=lambda p: -p.at)

    def comments_on(self, post_id: str) -> list[Comment]:
        """The top-level comments under a post that were not deleted, oldest first."""
        found = (self.comments[key] for key in self._comments_by_post.get(post_id, {}))
        return [comment for comment in found if not comment.deleted]

    def replies_to(self, comment_id: str) -> list[Comment]:
        """The replies under a comment that were not deleted, oldest first."""
        found = (self.comments[key] for key in self._replies.get(comment_id, {}))
        return [comment for comment in found if not comment.deleted]

    def messages_in(self, account_id: str, person_id: str) -> list[DirectMessage]:
        """A thread's messages, oldest first, unsent ones included."""
        return [self.messages[mid] for mid in self._threads.get((account_id, person_id), {})]

    def threads_of(self, account_id: str) -> Iterator[Thread]:
        """Every direct thread of an account."""
        return (thread(account, person) for account, person in self._threads if account == account_id)

    def has_thread(self, account_id: str, person_id: str) -> bool:
        return (account_id, person_id) in self._threads

    def account_with_token(self, token: str) -> Account | None:
        """Whose access token this is."""
        return next((account for account in self.accounts.values() if account.token == token), None)

    def find_person(self, username: str) -> Person | None:
        """The person with this user name, if there is one."""
        return self.people.get(self._people_by_name.get(username, ""))


def thread(account_id: str, person_id: str) -> Thread:
    """The thread of a person with a brand; its id says whose it is, so it needs no storage."""
    return Thread(id=f"aWdfZAG06{account_id}x{person_id}", account_id=account_id, person_id=person_id)
