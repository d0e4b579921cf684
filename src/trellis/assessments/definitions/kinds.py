"""The kinds that this room adds to the handbook."""

from trellis.assessments.definitions.quizzes import QuizKind

KINDS = (QuizKind(),)
