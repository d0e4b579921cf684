"""Addresses of signing in and out, of one's own account, and of people and access."""

from django.urls import path

from trellis.core.views import changes, notices, oauth, own, passkeys, people, scim, signing_in, tokens

app_name = "core"

urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("sign-in/code/", signing_in.second_step, name="second-step"),
    path("sign-in/passkey/", passkeys.sign_in, name="passkey-sign-in"),
    path("sign-in/passkey/question/", passkeys.ask_for_known, name="passkey-question"),
    path("forgotten-password/", signing_in.recover, name="recover"),
    path("sign-in/<str:token>/", signing_in.redeem, name="redeem"),
    path("join/<str:token>/", signing_in.join, name="join"),
    path("new-password/<str:token>/", signing_in.reset, name="reset"),
    path("sign-out/", signing_in.sign_out, name="sign-out"),
    path("account/", own.account, name="account"),
    path("account/confirm/", own.confirm, name="confirm"),
    path("account/password/", own.password, name="password"),
    path("account/code-app/", own.code_app, name="code-app"),
    path("account/code-app/remove/", own.remove_code_app, name="remove-code-app"),
    path("account/recovery-codes/", own.recovery_codes, name="recovery-codes"),
    path("account/passkeys/new/", own.new_passkey, name="new-passkey"),
    path("account/passkeys/new/question/", passkeys.ask_for_new, name="new-passkey-question"),
    path("account/passkeys/new/answer/", passkeys.add, name="new-passkey-answer"),
    path("account/passkeys/<uuid:identifier>/remove/", own.remove_passkey, name="remove-passkey"),
    path("account/sessions/<uuid:identifier>/end/", own.end_session, name="end-session"),
    path("account/sessions/end-others/", own.end_other_sessions, name="end-other-sessions"),
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/new/", tokens.new, name="new-token"),
    path("account/tokens/<uuid:identifier>/revoke/", tokens.revoke, name="revoke-token"),
    path("account/notices/", notices.wishes, name="notice-wishes"),
    path("notices/", notices.directory, name="notices"),
    path("notices/read-all/", notices.mark_all, name="read-all"),
    path("notices/<uuid:key>/", notices.follow, name="notice"),
    path("notices/<uuid:key>/<slug:act>/", notices.mark, name="mark-notice"),
    path("oauth/token", oauth.token, name="oauth-token"),
    path("scim/v2", scim.serve, name="scim-root"),
    path("scim/v2/<path:rest>", scim.serve, name="scim"),
    path("unsubscribe/<str:token>/", notices.unsubscribe, name="unsubscribe"),
    path("people-access/changes/", changes.changes, name="access-changes"),
    path("people-access/changes/export.csv", changes.changes_csv, name="access-changes-csv"),
    path("people-access/outbox/", notices.mails, name="outbox"),
    path("people-access/outbox/<uuid:key>/try-again/", notices.try_again, name="try-again"),
    path("people-access/tokens/", tokens.everybodys, name="all-tokens"),
    path("people-access/tokens/<uuid:identifier>/revoke/", tokens.revoke_for, name="revoke-any-token"),
    path("people-access/", people.people, name="people"),
    path("people-access/invite/", people.invite, name="invite"),
    path("people-access/<uuid:identifier>/", people.person, name="person"),
    path("people-access/<uuid:identifier>/<slug:deed>/", people.do, name="do"),
]
