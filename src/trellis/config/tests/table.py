"""The table of who may: each address and each operation, with the kinds of users whom its door lets in.

A door that only a secret opens (a link of an invitation, a passkey) lets in none of those who ask without it.
"""

from __future__ import annotations

EVERYBODY = ("stranger", "reader", "contributor", "approver", "administrator", "owner")
MEMBERS = EVERYBODY[1:]
CONTRIBUTORS = MEMBERS[1:]
APPROVERS = CONTRIBUTORS[1:]
ADMINISTRATORS = APPROVERS[1:]
NOBODY = ()

_BY_KIND = {
    EVERYBODY: """
        core:sign-in core:second-step core:passkey-question core:recover core:redeem core:sign-out
        core:oauth-token core:unsubscribe web:theme web:language web:colours web:icon pages:root
        pages:upstream-hook
    """,
    NOBODY: """
        core:passkey-sign-in core:join core:reset core:new-passkey-answer core:scim-root core:scim
    """,
    MEMBERS: """
        api-reference core:account core:confirm core:password core:code-app core:remove-code-app
        core:recovery-codes core:new-passkey core:new-passkey-question core:remove-passkey core:end-session
        core:end-other-sessions core:tokens core:new-token core:revoke-token core:notice-wishes core:notices
        core:read-all core:notice core:mark-notice web:search web:view-save web:view-delete web:view-default
        web:design roles:directory roles:export roles:compare roles:path
        roles:reporting roles:level-tab roles:level roles:family pages:home pages:source pages:file
        pages:tree pages:print-all pages:print pages:star pages:forget-recent pages:change pages:history
        pages:then pages:blame pages:page pages:proposals pages:proposal pages:proposal-changes
        pages:proposal-checks pages:proposal-file pages:health pages:reviews pages:reviews-export pages:trend
        pages:health-export pages:history-export pages:proposals-export pages:code
    """,
    CONTRIBUTORS: """
        roles:form pages:edit pages:preview pages:mend pages:discard pages:complete pages:blocks pages:block
        pages:picture pages:draft-picture pages:new pages:move pages:delete pages:proposal-edit
        pages:proposal-conflicts pages:proposal-comment pages:proposal-end pages:comment-settle
        pages:health-mend pages:reviewed
    """,
    APPROVERS: """
        pages:proposal-describe pages:proposal-review
    """,
    ADMINISTRATORS: """
        web:people web:people-export web:access-changes web:access-changes-export core:outbox core:try-again
        core:all-tokens core:revoke-any-token web:audit web:audit-export core:dead-letters core:replay core:webhooks
        core:new-webhook core:webhook core:edit-webhook core:renew-webhook core:webhook-deed core:replay-message
        core:provisioning core:group core:invite core:person core:do pages:upstream pages:upstream-act
    """,
}  # fmt: skip
ADDRESSES = {name: kinds for kinds, names in _BY_KIND.items() for name in names.split()}

_OF_THE_INTERFACE = {
    (MEMBERS, None): "get_me",
    (
        MEMBERS,
        "pages:read",
    ): "list_pages get_page list_revisions get_page_at list_findings list_findings_of_page",
    (MEMBERS, "search:read"): "search",
    (MEMBERS, "roles:read"): "list_roles compare_roles list_paths list_families get_family get_role",
    (MEMBERS, "proposals:read"): "list_proposals get_proposal list_changes list_comments",
    (CONTRIBUTORS, "proposals:write"): "create_proposal create_comment",
    # A proposal of another: its author may end and describe it too.
    (APPROVERS, "proposals:write"): (
        "describe_proposal create_review merge_proposal close_proposal reopen_proposal"
    ),
    (ADMINISTRATORS, "accounts:read"): "list_accounts",
    # The reader's own account: everybody may read theirs.
    (("reader", "administrator", "owner"), "accounts:read"): "get_account",
    (ADMINISTRATORS, "accounts:write"): "invite_account change_account close_account open_account",
}
OPERATIONS = {
    name: (kinds, scope) for (kinds, scope), names in _OF_THE_INTERFACE.items() for name in names.split()
}
