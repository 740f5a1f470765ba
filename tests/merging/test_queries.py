"""Into which conversations one may be merged, and what that would do, on both databases."""

from tests.merging.conftest import Desk


async def test_candidates_are_the_customer_s_others_and_by_number_anybody_s(desk: Desk) -> None:
    first = await desk.comes("one", subject="Đơn hàng 17")
    second = await desk.comes("two", subject="Another thing")
    theirs = await desk.comes("three", sender="bo@other.example")
    key = (await desk.row(first))["id"]

    async def found(text: str) -> tuple[list[int], int | None]:
        path = f"/api/v1/conversations/{key}/merge-targets"
        body = (await desk.client.get(path, params={"text": text})).json()
        numbered = body["numbered"]
        return [each["number"] for each in body["items"]], numbered and numbered["number"]

    assert await found("") == ([second], None)
    assert await found("ANOTHER thing") == ([second], None)
    assert await found("nothing of it") == ([], None)
    assert await found(f"#{theirs}") == ([], theirs)
    key = (await desk.row(second))["id"]
    assert await found("don hang") == ([first], None)


async def test_the_preview_says_what_a_merge_would_do(desk: Desk) -> None:
    first = await desk.comes("one")
    second = await desk.comes("two", sender="bo@other.example", Cc="cy@customer.example")
    one, other = await desk.row(second), await desk.row(first)
    await desk.client.post(f"/api/v1/conversations/{other['id']}/resolve")
    path = f"/api/v1/conversations/{one['id']}/merge-preview"
    shown = (await desk.client.get(path, params={"into": other["id"]})).json()
    assert (shown["messages"], shown["same_customer"], shown["reopens"]) == (1, False, True)
    assert shown["people"] == ["bo@other.example", "cy@customer.example"]
    assert (shown["source"]["number"], shown["target"]["number"]) == (second, first)
