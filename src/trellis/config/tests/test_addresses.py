import socket

import pytest

from trellis.config.addresses import Address, AddressError, reserved


@pytest.fixture
def taken():
    """A port that somebody listens on, with the one after it free."""
    while True:
        with socket.socket() as server, socket.socket() as after:
            server.bind(("127.0.0.1", 0))
            port = server.getsockname()[1]
            try:
                after.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            after.close()
            server.listen()
            yield port
            return


def test_next_free_port_is_taken(taken):
    with reserved("127.0.0.1", taken, exactly=False) as address:
        assert address == Address("127.0.0.1", taken + 1)


def test_wanted_port_that_is_taken_is_told(taken):
    with (
        pytest.raises(AddressError, match=f"Port {taken} of 127.0.0.1 is taken"),
        reserved("127.0.0.1", taken, exactly=True),
    ):
        pass


def test_two_starts_get_two_ports(taken):
    wanted = taken + 1

    with (
        reserved("127.0.0.1", wanted, exactly=False) as first,
        reserved("127.0.0.1", wanted, exactly=False) as second,
    ):
        assert first.port != second.port


def test_server_of_the_same_user_can_listen_on_the_reserved_port():
    with reserved("127.0.0.1", 0, exactly=True) as address, socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        server.bind(address)
        server.listen()

        with socket.create_connection(address) as client:
            server.accept()[0].close()
            assert client.recv(1) == b""


def test_port_is_free_again_after_a_server_with_open_connections_has_gone():
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        client = socket.create_connection(("127.0.0.1", port))
        server.accept()[0].close()
    client.close()

    with reserved("127.0.0.1", port, exactly=True) as address:
        assert address.port == port


def test_host_that_is_not_this_machine_is_told():
    with pytest.raises(AddressError, match="cannot be listened on"), reserved("192.0.2.1", 0, exactly=True):
        pass


@pytest.mark.parametrize(
    ("address", "loopback", "url"),
    [
        (Address("127.0.0.1", 8000), True, "http://127.0.0.1:8000/"),
        (Address("::1", 8000), True, "http://[::1]:8000/"),
        (Address("192.0.2.1", 80), False, "http://192.0.2.1:80/"),
        (Address("0.0.0.0", 80), False, f"http://{socket.gethostname()}:80/"),
    ],
)
def test_what_an_address_says(address, loopback, url):
    assert (address.is_loopback, address.url) == (loopback, url)


def test_names_for_other_machines_are_added_only_where_they_can_reach_it():
    assert Address("127.0.0.1", 80).names() == ["127.0.0.1", "[::1]", "localhost"]
    assert "192.0.2.1" in Address("192.0.2.1", 80).names()
    assert socket.gethostname().lower() in Address("0.0.0.0", 80).names()
