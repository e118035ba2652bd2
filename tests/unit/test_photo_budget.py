import asyncio

import pytest

from fashion_desktop.services.photo_budget import BUDGET_BYTES, LARGEST_BYTES, PhotoBudget

MB = 1024**2


async def test_few_are_asked_for_before_anything_is_known() -> None:
    budget = PhotoBudget()
    first = [await budget.reserve() for _ in range(BUDGET_BYTES // LARGEST_BYTES)]
    assert budget.used_bytes <= BUDGET_BYTES
    waiting = asyncio.create_task(budget.reserve())
    await asyncio.sleep(0)
    assert not waiting.done()
    budget.settle(first[0], 30_000)
    assert await waiting == 30_000


async def test_small_photos_are_not_held_back() -> None:
    budget = PhotoBudget()
    budget.settle(await budget.reserve(), 30_000)
    for _ in range(1_000):
        await budget.reserve()
    assert budget.used_bytes < BUDGET_BYTES


async def test_large_photos_never_add_up_to_more_than_the_budget() -> None:
    budget = PhotoBudget(256 * MB)
    most = 0

    async def photo() -> None:
        nonlocal most
        reserved = await budget.reserve()
        await asyncio.sleep(0)
        budget.settle(reserved, 60 * MB)
        most = max(most, budget.used_bytes)
        await asyncio.sleep(0)
        budget.release(60 * MB)

    async with asyncio.TaskGroup() as group:
        for _ in range(64):
            group.create_task(photo())
    assert 120 * MB < most <= 256 * MB
    assert budget.used_bytes == 0


@pytest.mark.parametrize("limit_bytes", [1, 30 * MB])
async def test_one_photo_always_gets_through(limit_bytes: int) -> None:
    budget = PhotoBudget(limit_bytes)
    for _ in range(3):
        reserved = await budget.reserve()
        budget.settle(reserved, 60 * MB)
        budget.release(60 * MB)
    assert budget.used_bytes == 0
