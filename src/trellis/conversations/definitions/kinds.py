"""The kinds that this room adds to the handbook."""

from trellis.conversations.definitions.conversations import ConversationsKind

KINDS = (ConversationsKind(),)
