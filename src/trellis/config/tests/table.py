"""The table of who may: each address and each operation, with the kinds of users whom its door lets in.

An auditor has no access but reading, and a position to which `rights.yml` gives the workspace of the audit. A deputy
has none either, and a duty by assignment that lets them decide about proposals. A generalist has no access but
reading, and a position to which `rights.yml` gives the workspace of People Operations.

A door that only a secret opens (a link of an invitation, a passkey) lets in none of those who ask without it.
"""

from __future__ import annotations

EVERYBODY = (
    "stranger", "external", "reader", "auditor", "contributor", "deputy", "approver", "administrator", "owner",
    "generalist",
)  # fmt: skip
SIGNED_IN = EVERYBODY[1:]
MEMBERS = EVERYBODY[2:]
CONTRIBUTORS = EVERYBODY[4:9]
APPROVERS = EVERYBODY[5:9]
ADMINISTRATORS = EVERYBODY[7:9]
OWNERS = EVERYBODY[8:9]
GENERALISTS = EVERYBODY[9:]
IMPORTING = (*ADMINISTRATORS, *GENERALISTS)
AUDITORS = ("auditor", *ADMINISTRATORS)
NOBODY = ()

_BY_KIND = {
    EVERYBODY: """
        core:sign-in core:second-step core:passkey-question core:recover core:redeem core:sign-out
        core:oauth-token core:linked-file core:unsubscribe web:theme web:language web:colours web:icon pages:root
        pages:upstream-hook core:provider-start core:provider-back core:provider-acs core:provider-finish
        core:provider-slo core:provider-leave
        core:provider-metadata core:live core:ready core:metrics contracts:link contracts:link-paper
        certifications:verify
        classes:feed web:mailed-stop
    """,
    NOBODY: """
        core:passkey-sign-in core:join core:reset core:new-passkey-answer core:scim-root core:scim
        policies:progress policies:people policies:people-export
        intake:updates intake:updates-export
        courses:care
        learning:transcript learning:transcript-file learning:goals learning:made-paths learning:made-new
        learning:start learning:enroll
        learning:assign learning:team learning:team-file learning:reports learning:reports-file learning:report
        learning:compliance learning:compliance-file learning:campaigns
        learning:wanted learning:wanted-file
        reviews:cycles reviews:cycle reviews:cycle-act reviews:cycle-export reviews:open reviews:board-new reviews:team
        reviews:mine reviews:write reviews:draft reviews:decline reviews:review reviews:do reviews:boards reviews:board
        reviews:board-move reviews:board-act reviews:person
        assessments:home assessments:attempts assessments:attempt assessments:save assessments:now
        assessments:appeal-make assessments:void assessments:queue assessments:grading assessments:appeals
        assessments:appeal assessments:extra-time assessments:extra-time-end assessments:all-results
        assessments:bank assessments:bank-export
        assessments:results-export assessments:question assessments:results assessments:quiz
        cases:mine cases:new cases:needing
        surveys:rounds surveys:round surveys:round-act surveys:new-action surveys:risks

        contracts:letters contracts:programs contracts:program contracts:program-export
        compensation:list compensation:list-export compensation:review
        growth:calibration
        certifications:home certifications:all certifications:all-holders certifications:all-holders-export
        certifications:required certifications:required-export
        certifications:lacking certifications:lacking-export certifications:person certifications:sign-off
        certifications:award certifications:paper certifications:evidence certifications:act
        certifications:certification certifications:ask certifications:look
    """,
    # By a position that rights.yml gives, or for one's own line.
    GENERALISTS: """
        people:findings people:findings-export people:give-duty people:end-duty people:plan people:plan-export
        people:seat-new people:seat people:seat-move people:opening-new people:hire
        surveys:turnover surveys:turnover-export surveys:leavers surveys:leavers-export
    """,
    SIGNED_IN: """
        learning:worker
        api-reference core:connect-provider core:disconnect-provider core:support core:agree-support
        core:own-data core:export-file
        core:end-support core:account core:confirm core:password core:code-app core:remove-code-app
        core:recovery-codes core:new-passkey core:new-passkey-question core:remove-passkey core:end-session
        core:end-other-sessions core:tokens core:new-token core:revoke-token core:notice-wishes core:notices
        core:attach core:file core:remove-file core:time core:chat core:chat-deed
        core:read-all core:notice core:mark-notice web:search web:view-save web:view-delete web:view-default
        web:view-mail web:mailed
        web:jobs web:jobs-export web:job web:job-progress web:job-cancel web:job-retry
        roles:directory roles:export roles:compare roles:reporting pages:home
        roles:competencies roles:competencies-export
        pages:tree pages:print-all pages:star pages:forget-recent
        core:assignment core:end-duty discussions:watched
        discussions:comment discussions:history discussions:hide discussions:edit discussions:act
        discussions:discussion discussions:say discussions:draft discussions:people discussions:watch
    """,
    MEMBERS: """
        work:my-work work:act work:undo work:new-task work:task work:absence work:take-back-absence work:approvals
        work:approvals-export work:ask work:ask-for work:approval work:decide work:change-approval
        people:directory people:directory-export people:find people:fit people:person people:record people:private
        people:activity people:profile people:contacts people:photo people:correct-employment
        people:change-position people:end people:take-back-end people:new-leave people:correct people:withdraw
        people:leave people:withdraw-leave
        learning:home learning:beside learning:demand learning:campaign-dismiss learning:campaign
        learning:campaign-report learning:campaign-stop learning:do learning:enrollment learning:exemption
        learning:goal learning:made learning:communities learning:community-new learning:community learning:ask
        learning:community-care learning:question learning:question-edit
        learning:exemption-new learning:feedback learning:newer learning:part learning:path learning:path-begin
        learning:person learning:person-file learning:resume learning:sync learning:videos learning:videos-file
        courses:catalogue courses:export courses:paths courses:path courses:course courses:care-course
        courses:slides courses:guide courses:material-file
        policies:mine policies:read policies:acknowledge policies:acknowledgement policies:paper policies:exempt
        meetings:mine meetings:new meetings:series meetings:calendar meetings:do
        cases:case cases:do cases:advice cases:asked cases:ask cases:thread
        performance:mine performance:new performance:overview performance:person performance:plan performance:do
        conversations:home conversations:overview conversations:overview-export conversations:pairs
        conversations:person conversations:feedback conversations:give conversations:ask conversations:answer
        conversations:decline conversations:withdraw conversations:mentoring conversations:offers
        conversations:offer conversations:ask-mentor conversations:pair conversations:pair-do
        classes:home classes:export classes:month classes:new classes:mine classes:share classes:rooms classes:room-new
        classes:room classes:updates classes:waiting classes:want classes:decide classes:observe classes:observation
        classes:session classes:edit classes:join classes:invitation classes:check-in classes:code classes:feedback
        classes:results classes:roster classes:roster-export classes:roster-do classes:report classes:run
        classes:run-do classes:do classes:materials classes:record classes:record-of classes:cohorts
        classes:cohorts-export classes:cohort-new classes:cohort classes:cohort-edit
        classes:cohort-talk classes:cohort-people classes:cohort-members classes:cohort-do
        surveys:home surveys:answer surveys:results surveys:actions surveys:actions-export surveys:action
        surveys:self-identification surveys:self-report
        compensation:calculator compensation:bonuses compensation:bonuses-export compensation:nominate
        compensation:person compensation:keep compensation:ask compensation:withdraw compensation:change
        compensation:interim-new compensation:interim compensation:interims compensation:interims-export
        compensation:sheet compensation:bonus
        growth:home growth:person growth:level growth:transfer-new growth:plan growth:plan-do growth:promotions
        growth:promotions-export growth:promotion growth:transfer
        growth:succession growth:succession-export growth:key-role-new growth:key-role growth:key-role-do
        intake:board intake:list intake:export intake:flow intake:new intake:similar intake:request intake:change
        intake:do intake:update
        core:working-hours automations:directory automations:runs automations:runs-export automations:run
        automations:repeat automations:automation automations:dry-run automations:pause automations:resume
        people:chart people:chart-export people:chart-print people:spans people:spans-export people:departments
        people:departments-export people:department people:entities people:entities-export people:entity
        people:opening people:opening-step people:opening-end
        contracts:documents contracts:documents-export contracts:verify contracts:document contracts:preview
        contracts:act contracts:new-version contracts:sign contracts:person contracts:make
        contracts:benefits contracts:choose
        web:design pages:source roles:path roles:level-tab
        roles:competency roles:level roles:family
        pages:file pages:print pages:pdf-all pages:pdf pages:change pages:history
        pages:then pages:blame pages:page pages:proposals pages:proposal pages:proposal-changes
        pages:proposal-checks pages:proposal-file pages:health pages:reviews pages:reviews-export pages:translations
        pages:translations-export pages:trend
        pages:health-export pages:history-export pages:proposals-export pages:code
    """,
    CONTRIBUTORS: """
        courses:lesson
        studio:home studio:new studio:verbs studio:use studio:course studio:settings studio:media studio:publish
        studio:discard studio:undo studio:preview-course studio:lesson studio:preview studio:quiz studio:new-question
        studio:quiz-settings studio:import
        studio:export studio:question studio:try
        automations:new automations:form roles:form pages:edit pages:preview pages:mend pages:discard
        pages:complete pages:blocks pages:block
        pages:picture pages:draft-picture pages:new pages:move pages:delete pages:proposal-edit
        pages:proposal-conflicts pages:proposal-comment pages:proposal-end pages:suggestion-apply
        pages:health-mend pages:reviewed
    """,
    APPROVERS: """
        pages:proposal-describe pages:proposal-review policies:changes policies:change policies:proposed
    """,
    AUDITORS: """
        web:access-changes web:access-changes-export web:audit web:audit-export
    """,
    IMPORTING: """
        web:imports web:import-new web:import-template web:import web:import-columns web:import-run web:import-bad
    """,
    OWNERS: """
        web:export-everything
    """,
    ADMINISTRATORS: """
        web:data-catalogue web:data-catalogue-export web:data-model web:retention web:access-log
        web:access-log-export web:erasures core:person-privacy core:person-privacy-do
        web:people web:people-export web:known web:known-export core:new-person core:known-person
        core:known-person-do core:locks core:lift-lock core:ask-support core:begin-support core:outbox core:try-again
        core:channels core:channel core:channel-deed core:notice-templates core:notice-template
        core:all-tokens core:revoke-any-token core:dead-letters core:replay core:webhooks
        core:new-webhook core:webhook core:edit-webhook core:renew-webhook core:webhook-deed core:replay-message
        web:schedules web:schedule-run
        core:provisioning core:group core:invite core:person core:do pages:upstream pages:upstream-act
        core:give-duty web:assignments web:assignments-export web:why web:who-may web:who-may-export
    """,
}  # fmt: skip
ADDRESSES = {name: kinds for kinds, names in _BY_KIND.items() for name in names.split()}

_OF_THE_INTERFACE = {
    (SIGNED_IN, None): "get_me",
    (
        SIGNED_IN,
        "pages:read",
    ): "list_pages get_page list_revisions get_page_at list_findings list_findings_of_page list_translations",
    (SIGNED_IN, "search:read"): "search",
    # For those whose position keeps records or plans headcount.
    (GENERALISTS, "team:read"): "list_organisation_findings list_planned_positions get_planned_position",
    (MEMBERS, "work:read"): "list_work get_task",
    (MEMBERS, "work:write"): "create_task finish_work snooze_work delegate_work",
    (MEMBERS, "approvals:read"): "list_approvals get_approval",
    (MEMBERS, "approvals:write"): "ask_for_approval decide_approval withdraw_approval",
    (MEMBERS, "compensation:read"): (
        "get_pay_range get_pay list_bonuses list_interim_bonuses get_interim_bonus"
    ),
    # A person whose pay they may not see is not there for them.
    (MEMBERS, "compensation:write"): (
        "ask_for_pay_change nominate_for_bonus ask_for_interim_bonus withdraw_interim_bonus"
    ),
    # Whose growth they see decides what is there for them; tests of growth ask that.
    (MEMBERS, "growth:read"): (
        "get_next_levels list_development_plans get_development_plan list_promotions get_promotion"
        " list_key_roles"
    ),
    (MEMBERS, "growth:write"): (
        "begin_development_plan begin_promotion withdraw_promotion mark_key_role name_successor"
    ),
    # Whose certificate it is decides what is there for them; tests of certifications ask that.
    (MEMBERS, "certifications:read"): (
        "list_certifications list_certificates get_certificate list_lacking_certificates get_sign_off"
    ),
    (MEMBERS, "certifications:write"): (
        "confirm_certificate suspend_certificate reinstate_certificate revoke_certificate extend_certificate "
        "answer_sign_off"
    ),
    (
        MEMBERS,
        "intake:read",
    ): "list_course_requests get_course_request get_course_request_flow list_content_updates get_content_update",
    # A request that there is not is not there for anybody; tests of intake ask who decides.
    (MEMBERS, "intake:write"): (
        "review_content_update plan_course_request name_course_request_reviewers review_course_request "
        "create_course_request vote_for_course_request decide_course_request move_course_request"
    ),
    (MEMBERS, "automations:read"): ("list_automations get_automation dry_run_automation list_runs get_run"),
    (MEMBERS, "automations:write"): "pause_automation resume_automation repeat_run",
    # Whoever is not in the team is not there; of whoever is, the tests of people ask who sees and keeps their record.
    (MEMBERS, "team:read"): (
        "list_team get_team_member list_positions list_position_changes get_profile list_departments get_department"
        " list_chart"
    ),
    (MEMBERS, "team:write"): (
        "change_position withdraw_position_change end_employment take_back_end change_profile"
    ),
    (GENERALISTS, "team:write"): (
        "hire_team_member plan_position change_planned_position move_planned_position"
    ),
    # What there is not is not there for any member; tests of learning ask who sees what.
    (MEMBERS, "learning:read"): (
        "list_enrollments list_completions list_assignments list_campaigns get_enrollment get_campaign"
        " list_learning_goals list_suggested_goals get_learning_goal"
        " list_made_paths list_paths_made_by_me get_made_path preview_learning_paths"
        " list_communities get_community list_community_members list_community_questions list_community_reports"
        " get_community_question"
        " get_watched_videos"
        " list_learning_goals list_made_paths list_communities list_community_questions"
    ),
    (MEMBERS, "courses:read"): "list_courses get_course get_course_slides list_learning_paths",
    (MEMBERS, "learning:write"): (
        "enroll_in_course complete_part_of_course assign_course"
        " change_learning_goal end_learning_goal take_up_learning_goal"
        " make_learning_paths add_made_item tick_made_item take_out_made_item give_up_made_path"
        " change_community close_community join_community leave_community"
        " take_into_community set_community_moderator put_out_of_community"
        " ask_community edit_community_question accept_community_answer hide_community_question"
        " report_to_community decide_community_report"
    ),
    # For those who are known as people or keep learning, which nobody here is; tests of learning ask whose they are.
    (NOBODY, "learning:write"): "create_learning_goal found_community",
    (MEMBERS, "policies:read"): "list_policies list_acknowledgements get_acknowledgement",
    (MEMBERS, "policies:write"): "acknowledge_policy remind_of_policy exempt_from_policy",
    (APPROVERS, "policies:read"): "list_policy_changes",
    (APPROVERS, "policies:write"): "decide_policy_change",
    (MEMBERS, "conversations:read"): "list_one_to_ones list_feedback list_mentorings",
    # Whoever gives or asks, and whom, decides what comes of it; tests of conversations ask that.
    (MEMBERS, "conversations:write"): "give_feedback ask_for_feedback",
    # For those who are known as people, which nobody here is; tests of reviews ask who sees what.
    (NOBODY, "reviews:read"): "list_review_cycles list_reviews_of_cycle list_my_reviews get_review",
    (NOBODY, "reviews:write"): "share_review acknowledge_review remind_of_reviews",
    # Likewise; tests of assessments ask who takes and grades what.
    (NOBODY, "assessments:read"): "list_quiz_attempts get_quiz_attempt",
    (NOBODY, "assessments:write"): (
        "begin_quiz_attempt answer_quiz_question submit_quiz_attempt grade_quiz_attempt"
    ),
    (MEMBERS, "classes:read"): (
        "list_class_sessions get_class_session list_class_registrations list_class_cohorts get_class_cohort"
        " list_class_cohort_members"
    ),
    # Whose session it is decides what is there for them; tests of classes ask that.
    (MEMBERS, "classes:write"): (
        "register_for_class_session withdraw_from_class_session record_class_attendance add_class_cohort_members"
        " remove_class_cohort_member"
    ),
    # For those to whom rights.yml gives it, which is nobody here.
    (NOBODY, "classes:write"): "schedule_class_session begin_class_cohort",
    (MEMBERS, "surveys:read"): "list_survey_rounds list_my_surveys get_survey_results",
    # Whose document it is decides what is there for them; tests of contracts ask that.
    (MEMBERS, "contracts:read"): "list_documents get_document",
    (MEMBERS, "contracts:write"): "create_document send_document void_document",
    (MEMBERS, "benefits:read"): "list_benefits list_enrolments",
    (MEMBERS, "benefits:write"): "enrol leave_benefit",
    (SIGNED_IN, "files:read"): "list_files get_file",
    (SIGNED_IN, "files:write"): "add_file remove_file",
    (SIGNED_IN, "roles:read"): (
        "list_roles compare_roles list_paths list_families get_family get_role list_competencies get_competency"
    ),
    # Whose job it is decides what is there for them; tests of jobs ask that.
    (SIGNED_IN, "views:read"): "list_saved_views list_mailed_views",
    # A view that there is not is not there for anybody; tests of web ask who has which mailed to whom.
    (SIGNED_IN, "views:write"): "mail_saved_view stop_mailed_view",
    (SIGNED_IN, "jobs:read"): "list_jobs get_job",
    (SIGNED_IN, "jobs:write"): "cancel_job retry_job",
    (SIGNED_IN, "proposals:read"): "list_proposals get_proposal list_changes list_comments",
    (SIGNED_IN, "discussions:read"): "list_remarks get_remark list_watched",
    (SIGNED_IN, "discussions:write"): "create_remark edit_remark delete_remark react_to_remark watch_object",
    (CONTRIBUTORS, "proposals:write"): "create_proposal",
    # Who sees a proposal talks about it; who is external is told that there is no such proposal.
    (SIGNED_IN, "proposals:write"): "create_comment",
    # A proposal of another: its author may end and describe it too.
    (("external", *APPROVERS), "proposals:write"): (
        "describe_proposal create_review merge_proposal close_proposal reopen_proposal"
    ),
    (ADMINISTRATORS, "accounts:read"): "list_accounts",
    # The reader's own account: everybody may read theirs.
    (("reader", "administrator", "owner"), "accounts:read"): "get_account",
    (ADMINISTRATORS, "privacy:read"): "list_data list_access_notes list_retention list_erasures",
    (ADMINISTRATORS, "privacy:write"): "copy_person hold_person release_person erase_person",
    (ADMINISTRATORS, "people:read"): "list_people get_person",
    (ADMINISTRATORS, "people:write"): "add_person change_person link_person unlink_person merge_person",
    (ADMINISTRATORS, "duties:read"): "list_duties",
    (SIGNED_IN, "duties:read"): "get_duty",
    (ADMINISTRATORS, "duties:write"): "give_duty",
    # A duty of another, which is not there but for administrators; the deputy's own, who may lay it down.
    (SIGNED_IN, "duties:write"): "change_duty end_duty",
    (IMPORTING, "imports:read"): "list_importers list_imports get_import list_import_rows",
    (IMPORTING, "imports:write"): "match_import look_at_import run_import",
    # Of people; a generalist imports employments.
    (ADMINISTRATORS, "imports:write"): "create_import",
    (ADMINISTRATORS, "accounts:write"): "invite_account change_account close_account open_account",
}
OPERATIONS = {
    name: (kinds, scope) for (kinds, scope), names in _OF_THE_INTERFACE.items() for name in names.split()
}
