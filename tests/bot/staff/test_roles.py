"""The table of what each role may do, case by case."""

import pytest

from bot.staff.roles import LABELS, PERMISSIONS, Permission, Role, may

TABLE = {
    "answer": ("conseiller", "responsable", "administrateur"),
    "propose": ("conseiller", "responsable", "administrateur"),
    "approve": ("conseiller", "responsable", "administrateur"),
    "manage_canned": ("conseiller", "responsable", "administrateur"),
    "withdraw": ("responsable", "administrateur"),
    "criteria": ("responsable", "administrateur"),
    "report": ("responsable", "administrateur"),
    "deliveries": ("responsable", "administrateur"),
    "sites": ("administrateur",),
    "audit": ("administrateur",),
    "staff": ("administrateur",),
}


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_what_the_table_says_and_nothing_else(role: Role, permission: Permission) -> None:
    assert may(role, permission) == (role.value in TABLE[permission.value])


def test_the_table_knows_every_permission_and_the_code_every_role() -> None:
    assert set(TABLE) == set(Permission)
    assert set(PERMISSIONS) == set(LABELS) == set(Role)


def test_roles_are_written_in_french_as_the_command_line_takes_them() -> None:
    assert list(Role) == ["conseiller", "responsable", "administrateur"]
