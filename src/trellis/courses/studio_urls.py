"""The addresses of the studio."""

from django.urls import path

from trellis.courses.views import (
    studio,
    studio_lessons,
    studio_media,
    studio_preview,
    studio_questions,
    studio_settings,
    studio_taking,
    studio_using,
)

app_name = "studio"
urlpatterns = [
    path("", studio.home, name="home"),
    path("new/", studio.new, name="new"),
    path("verbs/", studio.verbs, name="verbs"),
    path("use/<path:path>", studio_using.use, name="use"),
    path("courses/<str:key>/", studio.course, name="course"),
    path("courses/<str:key>/settings/", studio_settings.settings, name="settings"),
    path("courses/<str:key>/settings/<str:name>/", studio_taking.quiz_settings, name="quiz-settings"),
    path("courses/<str:key>/media/", studio_media.library, name="media"),
    path("courses/<str:key>/publish/", studio.publish, name="publish"),
    path("courses/<str:key>/undo/", studio.undo, name="undo"),
    path("courses/<str:key>/discard/", studio.discard, name="discard"),
    path("courses/<str:key>/preview/", studio_preview.preview_course, name="preview-course"),
    path("courses/<str:key>/lessons/<str:name>/", studio_lessons.lesson, name="lesson"),
    path("courses/<str:key>/lessons/<str:name>/preview/", studio_preview.preview, name="preview"),
    path("courses/<str:key>/quizzes/<str:name>/", studio_questions.quiz, name="quiz"),
    path("courses/<str:key>/quizzes/<str:name>/new/", studio_questions.new, name="new-question"),
    path("courses/<str:key>/quizzes/<str:name>/import/", studio_questions.bring, name="import"),
    path("courses/<str:key>/quizzes/<str:name>/export.<slug:form>", studio_questions.export, name="export"),
    path("courses/<str:key>/quizzes/<str:name>/<str:question>/", studio_questions.question, name="question"),
    path("courses/<str:key>/quizzes/<str:name>/<str:question>/try/", studio_questions.attempt, name="try"),
]
