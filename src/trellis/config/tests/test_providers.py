"""Providers as the settings name them, and what `trellis doctor` says of them."""

from __future__ import annotations

import pytest

from trellis.config.providers import examine_provider, read_providers
from trellis.config.readers import Reader, SettingError
from trellis.core.federation.providers import FederationError, OidcProvider
from trellis.core.tests import fake_saml

OIDC = {
    "TRELLIS_OIDC": "acme",
    "TRELLIS_OIDC_ACME_ISSUER": "https://login.example.com/",
    "TRELLIS_OIDC_ACME_CLIENT_ID": "trellis",
    "TRELLIS_OIDC_ACME_CLIENT_SECRET": "hush-hush",
}


def test_none_are_named_by_default():
    assert read_providers(Reader({})) == ()


def test_a_provider_of_openid_connect_is_read():
    more = {
        "TRELLIS_OIDC_ACME_TITLE": "Acme ID", "TRELLIS_OIDC_ACME_TRUSTS": "Example.com, @example.org",
        "TRELLIS_OIDC_ACME_DOMAINS": "example.com", "TRELLIS_OIDC_ACME_CREATES": "yes",
        "TRELLIS_OIDC_ACME_JOINS": "yes", "TRELLIS_OIDC_ACME_STRONG": "mfa", "TRELLIS_OIDC_ACME_GROUPS": "groups",
    }  # fmt: skip

    assert read_providers(Reader({**OIDC, **more})) == (
        OidcProvider(
            name="acme", title="Acme ID", url="https://login.example.com/", client_id="trellis",
            client_secret="hush-hush", trusts=("example.com", "example.org"), domains=("example.com",), creates=True,
            joins=True, strong=("mfa",), groups="groups",
        ),
    )  # fmt: skip


def test_several_are_read_in_order(tmp_path):
    (tmp_path / "idp.xml").write_text(fake_saml.metadata())
    found = read_providers(
        Reader({**OIDC, "TRELLIS_SAML": "big-co", "TRELLIS_SAML_BIG_CO_METADATA": str(tmp_path / "idp.xml")})
    )

    assert [(each.title, each.issuer) for each in found] == [
        ("Acme", "https://login.example.com/"),
        ("Big Co", fake_saml.ENTITY),
    ]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"TRELLIS_OIDC": "Acme!"}, "TRELLIS_OIDC"),
        ({"TRELLIS_OIDC": "acme acme"}, "TRELLIS_SAML"),
        ({"TRELLIS_OIDC_ACME_ISSUER": ""}, "TRELLIS_OIDC_ACME_ISSUER"),
        ({"TRELLIS_OIDC_ACME_ISSUER": "http://login.example.com"}, "TRELLIS_OIDC_ACME_ISSUER"),
        ({"TRELLIS_OIDC_ACME_ISSUER": "https://[x"}, "TRELLIS_OIDC_ACME_ISSUER"),
        ({"TRELLIS_OIDC_ACME_CLIENT_SECRET": ""}, "TRELLIS_OIDC_ACME_CLIENT_SECRET"),
        ({"TRELLIS_OIDC_ACME_CREATES": "yes"}, "TRELLIS_OIDC_ACME_TRUSTS"),
        ({"TRELLIS_OIDC_ACME_TRUSTS": "example"}, "TRELLIS_OIDC_ACME_TRUSTS"),
        ({"TRELLIS_OIDC_ACME_SCOPES": "email"}, "TRELLIS_OIDC_ACME_SCOPES"),
        ({"TRELLIS_SAML": "adfs"}, "TRELLIS_SAML_ADFS_METADATA"),
        (
            {"TRELLIS_SAML": "adfs", "TRELLIS_SAML_ADFS_METADATA": "/no/such/file"},
            "TRELLIS_SAML_ADFS_METADATA",
        ),
        ({"TRELLIS_SAML": "adfs", "TRELLIS_SAML_ADFS_METADATA": __file__}, "TRELLIS_SAML_ADFS_METADATA"),
    ],
)
def test_a_slip_is_named_with_its_variable(change, name):
    with pytest.raises(SettingError) as caught:
        read_providers(Reader({**OIDC, **change}))

    assert caught.value.name == name
    assert "hush" not in str(caught.value)


def of_saml(folder, key=""):
    """A provider of SAML as its settings name it, with a file that holds our key."""
    (folder / "idp.xml").write_text(fake_saml.metadata())
    named = {"TRELLIS_SAML": "adfs", "TRELLIS_SAML_ADFS_METADATA": str(folder / "idp.xml")}
    if key:
        (folder / "us.pem").write_text(key)
        named["TRELLIS_SAML_ADFS_KEY"] = str(folder / "us.pem")
    return read_providers(Reader(named))[0]


def test_a_key_of_ours_is_read_with_its_certificate(tmp_path):
    private, certificate = fake_saml.pair("us")

    found = of_saml(tmp_path, f"Made in March\n{certificate}\n{private}")

    assert (found.key, found.key_certificate) == (private, certificate)
    assert "PRIVATE" not in repr(found)
    assert (found.sign_out, of_saml(tmp_path).key) == ("https://idp.example/slo", "")


@pytest.mark.parametrize(
    "key",
    [
        "nonsense", fake_saml.pair("us")[0], fake_saml.pair("us")[1], "ä",
        fake_saml.pair("us")[0] + fake_saml.pair("idp")[1],
    ],
    ids=["nothing", "no certificate", "no key", "no text", "of another key"],
)  # fmt: skip
def test_a_file_without_a_key_and_its_certificate_is_named(tmp_path, key):
    with pytest.raises(SettingError) as caught:
        of_saml(tmp_path, key)

    assert caught.value.name == "TRELLIS_SAML_ADFS_KEY"


def test_doctor_says_how_long_a_certificate_lasts(time_machine):
    assert examine_provider(fake_saml.provider())[1] is True
    time_machine.move_to("2060-01-01")
    assert examine_provider(fake_saml.provider())[1] is False


def test_doctor_says_that_a_provider_does_not_answer():
    with pytest.raises(FederationError) as caught:
        examine_provider(
            OidcProvider(name="a", title="A", url="http://127.0.0.1:9", client_id="c", client_secret="s")
        )

    assert "127.0.0.1:9" in caught.value.why
