"""The example company: puts its job into the place where jobs are found, and adds the chapters."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Knows every room, as all of `config`; has no records of its own."""

    name = "trellis.config.demo"
    label = "demo"

    def ready(self) -> None:
        from trellis.config.demo import (  # noqa: PLC0415 - not before the apps are loaded
            advancing,
            chapters,
            conversing,
            helping,
            learning,
            paying,
            polling,
            reviewing,
            rewarding,
            signing,
            talking,
        )
        from trellis.config.demo import jobs as _jobs  # noqa: F401, PLC0415 - likewise

        chapters.register(chapters.Chapter("pay", paying.write))
        chapters.register(chapters.Chapter("conversations", conversing.write))
        chapters.register(chapters.Chapter("reviews", reviewing.write))
        chapters.register(chapters.Chapter("advancing", advancing.write))
        chapters.register(chapters.Chapter("learning", learning.write))
        chapters.register(chapters.Chapter("communities", talking.write))
        chapters.register(chapters.Chapter("surveys", polling.write))
        chapters.register(chapters.Chapter("papers", signing.write))
        chapters.register(chapters.Chapter("bonuses", rewarding.write))
        chapters.register(chapters.Chapter("cases", helping.write))
