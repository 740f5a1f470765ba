"""The tree of categories, on both databases."""

from typing import Any

import httpx

from tests.knowledge_base.conftest import refused, sent, written


async def made(client: httpx.AsyncClient, name: str, parent: str | None = None, **more: Any) -> str:
    body = {"names": {"en": {"name": name}} | more, "parent": parent}
    return str((await sent(client, "POST", "/article-categories", **body))["id"])


async def tree(client: httpx.AsyncClient) -> dict[str, list[str]]:
    """The names under each name, in order."""
    rows = (await sent(client, "GET", "/article-categories"))["items"]
    names = {row["id"]: row["names"]["en"]["name"] for row in rows} | {None: ""}
    found: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda row: row["position"]):
        found.setdefault(names[row["parent"]], []).append(names[row["id"]])
    assert all(row["position"] < len(found[names[row["parent"]]]) for row in rows)
    return found


async def test_categories_are_a_tree_of_three_levels(lead: httpx.AsyncClient, writer: httpx.AsyncClient) -> None:
    orders = await made(lead, "Orders", vi={"name": "Đơn hàng"})
    delivery = await made(lead, "Delivery", orders)
    abroad = await made(lead, "Abroad", delivery)
    assert (await refused(lead, "POST", "/article-categories", names={"en": {"name": "x"}}, parent=abroad))[1:] == (
        "category_too_deep", "parent",
    )  # fmt: skip
    paying = await made(lead, "Paying")
    assert (await refused(lead, "PATCH", f"/article-categories/{orders}", parent=paying))[1] == "category_too_deep"
    assert (await refused(lead, "PATCH", f"/article-categories/{orders}", parent=abroad))[1] == "category_loop"
    await sent(lead, "PATCH", f"/article-categories/{delivery}", parent=None, position=0)
    assert await tree(writer) == {"": ["Delivery", "Orders", "Paying"], "Delivery": ["Abroad"]}
    await sent(lead, "PATCH", f"/article-categories/{delivery}", position=9)
    assert (await tree(writer))[""] == ["Orders", "Paying", "Delivery"]
    assert (await refused(writer, "POST", "/article-categories", names={"en": {"name": "x"}}))[0] == 403
    page = await sent(writer, "GET", "/article-categories?limit=3")
    assert page["items"][0]["names"]["vi"] == {"name": "Đơn hàng", "slug": "don-hang"}
    assert len((await sent(writer, "GET", f"/article-categories?after={page['next']}"))["items"]) == 1


async def test_addresses_of_categories_are_their_own_in_each_language(lead: httpx.AsyncClient) -> None:
    orders = await made(lead, "Orders", vi={"name": "Orders"})
    names = {"en": {"name": "ORDERS"}}
    assert await refused(lead, "POST", "/article-categories", names=names) == (409, "slug_taken", "names")
    assert (await refused(lead, "POST", "/article-categories", names={"vi": {"name": "…"}}))[1:] == (
        "slug_unfit", "names.vi.slug",
    )  # fmt: skip
    assert (await refused(lead, "POST", "/article-categories", names={}))[1] == "name_missing"
    names = {"en": {"name": "Purchases", "slug": "orders"}}
    changed = await sent(lead, "PATCH", f"/article-categories/{orders}", names=names, version=1)
    assert (changed["names"], changed["version"]) == (names, 2)
    assert (await refused(lead, "PATCH", f"/article-categories/{orders}", names=names, version=1))[1] == (
        "changed_meanwhile"
    )


async def test_a_category_goes_when_nothing_is_in_it(lead: httpx.AsyncClient) -> None:
    orders, paying, last = await made(lead, "Orders"), await made(lead, "Paying"), await made(lead, "Last")
    inner = await made(lead, "Inner", orders)
    article = await written(lead, category=inner)
    assert (await refused(lead, "DELETE", f"/article-categories/{orders}"))[1] == "category_in_use"
    assert (await refused(lead, "DELETE", f"/article-categories/{inner}"))[1] == "category_in_use"
    rows = (await sent(lead, "GET", "/article-categories"))["items"]
    assert {row["id"]: row["articles"] for row in rows} == {orders: 0, paying: 0, last: 0, inner: 1}
    await sent(lead, "PATCH", f"/articles/{article}", category=None)
    await sent(lead, "DELETE", f"/article-categories/{inner}")
    await sent(lead, "DELETE", f"/article-categories/{orders}")
    assert await tree(lead) == {"": ["Paying", "Last"]}
    assert (await refused(lead, "DELETE", f"/article-categories/{orders}"))[0] == 404
