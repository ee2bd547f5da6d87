"""Modules put together are one module that does the same."""

import pytest

from bot.widget_bundle import BadModule, bundle

SOURCES = {
    "chat.js": 'import { twice } from "./twice.js";\n'
    'import sheet from "./look.css" with { type: "css" };\n\n'
    "export function create() {\n  return twice(sheet);\n}\n\n"
    "export const preview = 1;\n",
    "twice.js": 'import { one } from "./one.js";\nexport const twice = (it) => [one(it), one(it)];\n',
    "one.js": "export function one(it) {\n  return it;\n}\n",
    "look.css": 'p::before {\n  content: "</script>";\n}\n',
}


def test_each_module_comes_once_after_those_it_needs() -> None:
    code = bundle(
        SOURCES | {"twice.js": SOURCES["twice.js"] + 'import { one } from "./one.js";\n'}, "chat.js"
    )
    assert [code.count(word) for word in ("function one", "const twice", "function create")] == [1, 1, 1]
    assert code.index("function one") < code.index("const twice") < code.index("function create")
    assert "import" not in code


def test_only_what_the_entry_exports_is_exported() -> None:
    code = bundle(SOURCES, "chat.js")
    assert code.startswith("export const { create, preview } = (() => {\n")
    assert code.endswith("return { create, preview };\n})();\n")
    assert code.count("export") == 1


def test_a_style_sheet_is_made_from_its_text() -> None:
    assert r'sheet.replaceSync("p::before {\n  content: \"</script>\";\n}\n");' in bundle(SOURCES, "chat.js")


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("one.js", 'import * as all from "./x.js";\n', "one.js: import"),
        ("one.js", "export default 1;\n", "one.js: export default 1;"),
        ("one.js", "export { a };\n", "one.js: export"),
        ("one.js", "const twice = 1;\n", "in two modules: twice"),
        ("one.js", "const a = 1;\nconst { b } = c;\n", "declares nothing, or none, before: const { b } = c;"),
        ("one.js", "{\n  let a = {\n    b,\n  };\n\n  // c\n  let [d] = e;\n}\n", r"let \[d\] = e;"),
        ("one.js", 'import { twice } from "./twice.js";\n', "twice.js imports itself, by one.js"),
        ("twice.js", 'import { none } from "./none.js";\n', "none.js is not there"),
        ("twice.js", 'import none from "./none.css" with { type: "css" };\n', "none.css is not there"),
    ],
)
def test_what_cannot_be_put_together_is_refused(name: str, text: str, why: str) -> None:
    with pytest.raises(BadModule, match=why.replace(".", r"\.").replace("*", r"\*")):
        bundle(SOURCES | {name: text}, "chat.js")
