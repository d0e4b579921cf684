"""What can end by time: the keys that `retention.yml` may have, each with what it is and from when its time counts.

They stand together, since the examples of the codes must name all of them. A declaration (`core.personal`) of a room
names one; a test finds a key that no declaration uses, and one that is not here.
"""

from __future__ import annotations

KEYS = {
    "absences": "when somebody was away, after they were back",
    "access-log": "who looked at what is confidential, after they did",
    "automation-runs": "what automations did, after it ended",
    "cases": "confidential cases, after the time for which their type keeps them",
    "class-joins": "who followed the link of a session, after they did",
    "candidates": "what is known of candidates without an account, after it last changed; made anonymous",
    "course-requests": "requests for courses that came to nothing, after they were declined, merged or withdrawn",
    "development-plans": "development plans, after they ended",
    "documents": "contracts after the employment ended, other documents after they did",
    "exports": "that a copy was made for somebody, after it ended",
    "finished-work": "what waited on somebody and is done, after it ended",
    "lock-outs": "who tried too often to sign in, after the lock-out ended",
    "key-roles": "key roles with those who could take them on, after they were closed",
    "mails": "mails and messages to chats, after they were sent",
    "notices": "notices, after they were made",
    "promotions": "promotions and transfers, after they were decided",
    "provisioning-calls": "what an identity provider asked for, after it did",
    "quiz-attempts": "attempts at quizzes with the answers, after they were handed in",
    "recent-pages": "which pages somebody read last, after they did",
    "reviews": "performance reviews with all that was written for them, after the person left",
    "sign-in-links": "links and requests that sign somebody in, after they ended",
    "support-plans": "plans of support, with everything in them, after they ended",
    "support-visits": "who acted as somebody to help them, after they asked",
}
