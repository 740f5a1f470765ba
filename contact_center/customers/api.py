"""Customers, custom fields, merges and blocks over HTTP."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from contact_center.auth import Scope
from contact_center.customers import blocks, fields, merge_queries, merging, queries, senders, service
from contact_center.customers.schemas import (
    BlockQuery,
    BlockView,
    CustomerPatch,
    CustomerQuery,
    CustomerRow,
    CustomerView,
    CustomFieldPatch,
    CustomFields,
    CustomFieldView,
    Duplicates,
    Merged,
    MergePreview,
    MergeQuery,
    Merges,
    NewBlock,
    NewCustomField,
    NewMerge,
)
from contact_center.errors import InvalidInput
from contact_center.http import Call, route
from contact_center.models import Block, Customer
from contact_center.paging import Page, page_of
from contact_center.times import checked_future


async def list_customers(call: Call, query: CustomerQuery) -> Page[CustomerRow]:
    found = await call.db.read(queries.customers, query, now=call.now)
    return page_of(found, query.limit, item=queries.customer_row, cursor=lambda row: (row.id,))


async def get_customer(call: Call, customer: str) -> CustomerView:
    return await call.db.read(queries.view, customer, now=call.now)


async def patch_customer(call: Call, customer: str, body: CustomerPatch) -> CustomerView:
    def unit(tx: Session) -> CustomerView:
        service.change_customer(tx, customer, body, by=call.principal.actor, at=call.now)
        return queries.view(tx, customer, now=call.now)

    return await call.db.write(unit)


async def get_duplicates(call: Call, customer: str) -> Duplicates:
    return await call.db.read(queries.duplicates, customer, now=call.now)


async def preview_merge(call: Call, customer: str, query: MergeQuery) -> MergePreview:
    return await call.db.read(merge_queries.preview, customer, query.other, now=call.now)


async def merge_customer(call: Call, customer: str, body: NewMerge) -> Merged:
    def unit(tx: Session) -> Merged:
        source, target = service.key_of(tx, body.other), service.key_of(tx, customer)
        row = merging.merge(tx, source_id=source, target_id=target, by=call.principal.actor, at=call.now)
        return Merged(merge=row.public_id, customer=queries.view(tx, customer, now=call.now))

    return await call.db.write(unit)


async def list_merges(call: Call, customer: str) -> Merges:
    return await call.db.read(merge_queries.merges, customer, now=call.now)


async def undo_merge(call: Call, merge: str) -> CustomerView:
    def unit(tx: Session) -> CustomerView:
        row = merging.undo(tx, merge, by=call.principal.actor, at=call.now)
        return queries.view(tx, tx.get_one(Customer, row.target_id).public_id, now=call.now)

    return await call.db.write(unit)


async def list_fields(call: Call) -> CustomFields:
    return CustomFields(await call.db.read(fields.field_views))


async def add_field(call: Call, body: NewCustomField) -> CustomFieldView:
    def unit(tx: Session) -> CustomFieldView:
        return fields.field_view(fields.create_field(tx, body, by=call.principal.actor, at=call.now), 0)

    return await call.db.write(unit)


async def patch_field(call: Call, field: str, body: CustomFieldPatch) -> CustomFieldView:
    def unit(tx: Session) -> CustomFieldView:
        row = fields.change_field(tx, field, body, by=call.principal.actor, at=call.now)
        return fields.field_view(row, fields.count_values(tx, [row.id]).get(row.id, 0))

    return await call.db.write(unit)


async def delete_field(call: Call, field: str) -> None:
    await call.db.write(fields.delete_field, field, by=call.principal.actor, at=call.now)


async def list_blocks(call: Call, query: BlockQuery) -> Page[BlockView]:
    found = await call.db.read(queries.blocks, query, now=call.now)
    return page_of(found, query.limit, item=lambda pair: queries.block_view(*pair), cursor=lambda pair: (pair[0].id,))


async def add_block(call: Call, body: NewBlock) -> BlockView:
    until = None if body.expires_at is None else checked_future(body.expires_at, now=call.now, field="expires_at")
    return await call.db.write(_block, call, body, until)


def _block(tx: Session, call: Call, body: NewBlock, until: datetime | None) -> BlockView:
    if [body.customer, body.network, body.sender].count(None) != 2:
        raise InvalidInput("Give a customer, a network or a sender, and one of them alone.", field="network")
    me = call.principal
    common: Any = {
        "reason": body.reason.strip(), "until": until, "agent_id": me.agent_id, "by": me.actor, "at": call.now
    }  # fmt: skip
    row: Block
    if body.network is not None:
        row = blocks.block_network(tx, body.network, **common)
    elif body.sender is not None:
        row = senders.block_sender(tx, body.sender, sure=body.sure, **common)
    else:
        row = blocks.block_customer(tx, service.surviving(tx, service.key_of(tx, body.customer or "")), **common)
    return queries.one_block(tx, row.id, now=call.now)


async def lift_block(call: Call, block: str) -> None:
    await call.db.write(blocks.lift, block, by=call.principal.actor, at=call.now)


ROUTES = (
    route("GET", "/customers", list_customers, Scope.CUSTOMERS_READ),
    route("GET", "/customers/{customer}", get_customer, Scope.CUSTOMERS_READ),
    route("PATCH", "/customers/{customer}", patch_customer, Scope.CUSTOMERS_WRITE),
    route("GET", "/customers/{customer}/duplicates", get_duplicates, Scope.CUSTOMERS_READ),
    route("GET", "/customers/{customer}/merge-preview", preview_merge, Scope.CUSTOMERS_READ),
    route("GET", "/customers/{customer}/merges", list_merges, Scope.CUSTOMERS_READ),
    route("POST", "/customers/{customer}/merge", merge_customer, Scope.CUSTOMERS_WRITE),
    route("POST", "/merges/{merge}/undo", undo_merge, Scope.CUSTOMERS_WRITE),
    route("GET", "/custom-fields", list_fields, Scope.CUSTOMERS_READ),
    route("POST", "/custom-fields", add_field, Scope.SETTINGS_MANAGE, status=201),
    route("PATCH", "/custom-fields/{field}", patch_field, Scope.SETTINGS_MANAGE),
    route("DELETE", "/custom-fields/{field}", delete_field, Scope.SETTINGS_MANAGE),
    route("GET", "/blocks", list_blocks, Scope.BLOCKS_MANAGE),
    route("POST", "/blocks", add_block, Scope.BLOCKS_MANAGE, status=201),
    route("DELETE", "/blocks/{block}", lift_block, Scope.BLOCKS_MANAGE),
)
