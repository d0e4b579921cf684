"""The kinds that this room adds to the handbook."""

from trellis.courses.definitions.coursekind import CourseKind
from trellis.courses.definitions.lessons import LessonKind
from trellis.courses.definitions.paths import PathKind
from trellis.courses.definitions.releases import ReleaseKind

KINDS = (LessonKind(), CourseKind(), PathKind(), ReleaseKind())
