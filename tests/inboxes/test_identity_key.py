from contact_center.inboxes.identity_key import identity_key


def test_each_inbox_number_and_installation_has_a_key_of_its_own() -> None:
    keys = {identity_key(secret, inbox, n) for secret in ("one", "two") for inbox in ("a", "b") for n in (1, 2)}
    assert len(keys) == 8
    assert all(len(key) == 64 and int(key, 16) for key in keys)
    assert identity_key("one", "a", 1) == identity_key("one", "a", 1)
