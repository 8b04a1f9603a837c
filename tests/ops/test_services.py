"""The private PostgreSQL and Valkey: what they offer and how they come back."""

import psycopg2
import pytest
import redis

from config.embedded import DATABASE, EXTENSIONS, Services


def query(services: Services, sql: str) -> list[tuple]:
    connection = psycopg2.connect(host=str(services.run), user=DATABASE, dbname=DATABASE)
    with connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_the_cluster_is_utf8_with_the_kazakh_order_of_icu(own_services):
    row = query(own_services, "SELECT pg_encoding_to_char(encoding), datlocprovider FROM pg_database WHERE datname = current_database()")[0]
    assert row == ("UTF8", "i")
    names = ["Яков", "Ұлан", "Әлия", "Асель", "Бекзат", "Ғани", "Гүлім"]
    ordered = [name for (name,) in query(own_services, f"SELECT unnest(ARRAY{names}) AS name ORDER BY name")]
    assert ordered == ["Асель", "Әлия", "Бекзат", "Гүлім", "Ғани", "Ұлан", "Яков"]


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_the_cluster_offers_the_extension(own_services, extension):
    assert query(own_services, f"SELECT name FROM pg_available_extensions WHERE name = '{extension}'")


def test_trigrams_see_kazakh_letters(own_services):
    connection = psycopg2.connect(host=str(own_services.run), user=DATABASE, dbname=DATABASE)
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION pg_trgm")
        cursor.execute("SELECT similarity('Қарлығаш', 'Қарлыгаш'), similarity('Қарлығаш', 'Мөлдір')")
        near, far = cursor.fetchone()
    assert near > far


def test_nothing_listens_on_the_network(own_services):
    assert query(own_services, "SHOW listen_addresses") == [("",)]
    assert redis.Redis(unix_socket_path=str(own_services.run / "valkey.sock")).config_get("port") == {"port": "0"}


def test_a_killed_cluster_comes_back_with_its_data(own_services):
    connection = psycopg2.connect(host=str(own_services.run), user=DATABASE, dbname=DATABASE)
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 7 AS number")
    own_services.child("postgres").kill()
    own_services.restart("postgres")
    assert query(own_services, "SELECT number FROM kept") == [(7,)]


def test_a_second_owner_ends_what_a_killed_launcher_left_behind(own_services):
    left = [child.pid for child in own_services.children]
    with Services(own_services.var, own_services.run, durable=False) as again:
        assert query(again, "SELECT 1") == [(1,)]
        assert redis.Redis(unix_socket_path=str(again.run / "valkey.sock")).ping()
        assert not set(left) & {child.pid for child in again.children}
        assert all(not child.alive() for child in own_services.children)
