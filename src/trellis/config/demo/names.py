"""Names that belong to nobody in particular: parts of several cultures, put together by chance."""

from __future__ import annotations

import unicodedata
from random import Random
from typing import NamedTuple


class Culture(NamedTuple):
    """First names, and family names as beginnings and ends that are put together."""

    given: str
    begins: str
    ends: str = ""
    languages: str = ""


CULTURES: dict[str, Culture] = {
    "german": Culture(
        "Anke Bernd Carla Dirk Elke Fenja Gesa Henrik Ida Jannis Katrin Lasse Merle Nils Ole Paula Ronja Sönke Tjark"
        " Ulrike Wiebke Malte Insa Torben Levke Arne",
        "Linden Birken Stein Korn Ahl Brück Eichen Falken Hassel Moor Sand Wiesen Lauter Ober Rosen Tannen",
        "berg bach hof mann feld horst kamp brink wald stedt", "German, English",
    ),
    "british": Culture(
        "Alice Bryn Callum Daisy Ewan Freya Gareth Holly Isla Jamie Keira Lewis Megan Niall Olive Rhys Sian Tamsin Una"
        " Wyn Poppy Angus Maisie Rowan",
        "Ash Brad Carl Dun Elder Fair Good Hart King Mar North Oak Pem Rad Thorn West",
        "ley ton field wick by ford worth well combe bury", "English",
    ),
    "american": Culture(
        "Avery Blake Carmen Dakota Elena Frank Grace Hudson Ivy Jordan Kayla Logan Maya Noah Paige Quinn Riley Sierra"
        " Tyler Wade Zoe Marcus",
        "Ander Benn Carver Dawe Ells Fitch Gar Hol Jen Ken Law Mill Nich Parr Rob Stan",
        "son er ett man ings ley well wood", "English",
    ),
    "turkish": Culture(
        "Aylin Berk Cem Defne Elif Emre Gizem Hakan Ilgaz Kerem Leyla Mert Nazlı Onur Pelin Selin Tolga Yasemin Zeynep",
        "Ak Kara Yıl Gün Demir Taş Öz Çel Er Bay", "man dağ soy can türk su tekin", "Turkish, German, English",
    ),
    "polish": Culture(
        "Agata Bartek Celina Dawid Ewa Filip Gosia Hubert Iga Jacek Kinga Łukasz Maja Natalia Oskar Patryk"
        " Renata Szymon",
        "Brzo Kali Wiśni Dąbr Lip Grab Zale Jawor Sos Klon", "zowski nowski ewski owiak czak iński nicki",
        "Polish, English",
    ),
    "indian": Culture(
        "Aarav Bhavna Chetan Divya Esha Farhan Gauri Harish Isha Jatin Kavya Lakshmi Manoj Nisha Omkar Priya Rohan"
        " Sneha Tara Uday Vikram",
        "Chand Dev Gop Har Jay Krish Lal Mah Nar Raj Shiv Ven", "aran endra anand war nath esan alam",
        "English, Hindi",
    ),
    "chinese": Culture(
        "Bowen Chenxi Dawei Fang Guolin Haoran Jiayi Kexin Lan Meilin Ning Peng Qiuyu Ruolan Shan Tingting Weimin Xinyi"
        " Yutong Zihan",
        "Bai Cao Deng Fan Gao Han Jiang Kong Lu Mo Pan Qian Ren Shen Tang Wei Xie Yao Zhu", "",
        "Mandarin, English",
    ),
    "spanish": Culture(
        "Adriana Bruno Clara Diego Estela Fabián Gloria Hugo Inés Joaquín Lucía Mateo Noelia Óscar Pilar Rafael Sofía"
        " Tomás Vera",
        "Alva Cast Fuent Herr Mon Nav Olm Per Ser Val Vill Zam", "rado illo eda era tes arro ales ena",
        "Spanish, English",
    ),
    "nigerian": Culture(
        "Adaeze Babajide Chidi Damilola Ebele Femi Gbenga Ifeoma Kelechi Kunle Ngozi Obinna Simi Temitope Uche Yemi",
        "Ade Olu Oko Nwa Eze Aki Ogu Onye Ibe", "bayo wale ntola kolo chukwu yemi kwe jide", "English, Yoruba",
    ),
    "arabic": Culture(
        "Amal Bilal Dalia Fadi Ghada Hadi Iman Jamil Karim Layla Munir Nadia Omar Rania Sami Tariq Yara Ziad",
        "Al-Ba Al-Ha Al-Na Al-Sa Ab Ha Kha Ma Na Sa", "dawi mdan rawi ssan bari shimi jjar fadi", "Arabic, English",
    ),
    "vietnamese": Culture(
        "Anh Bao Cuong Dung Hanh Khanh Lien Minh Ngoc Phuong Quang Thao Tuan Vy Xuan Yen",
        "Bui Cao Dang Doan Duong Ha Lam Luu Mai Phung Quach Ta Thai Trinh Vu", "", "Vietnamese, German, English",
    ),
    "ukrainian": Culture(
        "Andrij Bohdana Daryna Fedir Halyna Iryna Kateryna Lesja Mychajlo Nadija Oksana Petro Roman Solomija"
        " Taras Yuri",
        "Bondar Koval Tkach Melny Shev Hon Kravch Petr Savch Lyt", "enko chuk uk ovych ivskyj", "Ukrainian, English",
    ),
}  # fmt: skip
MIX: dict[str, tuple[tuple[str, int], ...]] = {
    "Germany": (
        ("german", 48), ("turkish", 13), ("polish", 10), ("ukrainian", 7), ("arabic", 7), ("vietnamese", 5),
        ("spanish", 5), ("british", 3), ("nigerian", 2),
    ),
    "United Kingdom": (
        ("british", 56), ("indian", 14), ("polish", 8), ("nigerian", 8), ("chinese", 5), ("arabic", 4), ("german", 5),
    ),
    "United States": (
        ("american", 45), ("spanish", 18), ("indian", 11), ("chinese", 10), ("nigerian", 6), ("vietnamese", 5),
        ("british", 5),
    ),
}  # fmt: skip
"""Where names in a country come from, with weights."""
DOMAIN = "overspan.example"
_SPELLED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "ł": "l", "ø": "o", "æ": "ae"}
)


class Named(NamedTuple):
    """A name, and which languages go with it."""

    given: str
    family: str
    languages: str

    @property
    def full(self) -> str:
        """As people say it."""
        return f"{self.given} {self.family}"


def somebody(chance: Random, country: str) -> Named:
    """A name for somebody who works in a country; an unknown one is like the first."""
    mix = MIX.get(country, MIX["Germany"])
    culture = CULTURES[chance.choices([name for name, _weight in mix], [weight for _name, weight in mix])[0]]
    family = chance.choice(culture.begins.split())
    if culture.ends:
        family += chance.choice(culture.ends.split())
    return Named(chance.choice(culture.given.split()), family, culture.languages)


def address(named: Named, taken: dict[str, int]) -> str:
    """An e-mail address that nobody else of the company has; `taken` counts the plain ones."""
    plain = f"{_letters(named.given)}.{_letters(named.family)}"
    taken[plain] = taken.get(plain, 0) + 1
    return f"{plain}{taken[plain] if taken[plain] > 1 else ''}@{DOMAIN}"


def _letters(word: str) -> str:
    text = unicodedata.normalize("NFKD", word.lower().translate(_SPELLED))
    return "".join(letter for letter in text if "a" <= letter <= "z")
