"""`performance.yml`: what it says, what is reported, what counts without it."""

import pytest

from trellis.handbook.compiler import compile_texts
from trellis.performance.definitions.codes import CODES
