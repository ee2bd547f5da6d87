import pytest

from bot.sites.colours import DARK_PAGE, LIGHT_PAGE, colour_fault, contrast


@pytest.mark.parametrize(
    ("a", "b", "ratio"),
    [
        ("#ffffff", "#FFFFFF", 1.0),
        ("#ffffff", "#767676", 4.54),  # the lightest grey that WCAG lets stand on white
        ("#ffffff", "#777777", 4.48),
        ("#ff0000", "#ffffff", 4.0),
        ("#000000", "#ffffff", 21.0),
    ],
)
def test_contrast_is_what_wcag_says(a: str, b: str, ratio: float) -> None:
    assert contrast(a, b) == pytest.approx(ratio, abs=0.005)
    assert contrast(a, b) == contrast(b, a)


@pytest.mark.parametrize("text", ["", "red", "#fff", "000091", "#00009g", "#0000911", "#000091\n", "#٠٠٠٠٩١"])
def test_a_colour_is_written_in_six_digits(text: str) -> None:
    assert "six chiffres hexadécimaux" in colour_fault(text, dark=False)
    assert "six chiffres hexadécimaux" in colour_fault(text, dark=True)


def test_the_colours_of_the_design_system_read_in_their_scheme_only() -> None:
    assert colour_fault("#000091", dark=False) == colour_fault("#8585f6", dark=True) == ""
    assert "fond sombre" in colour_fault("#000091", dark=True)
    assert "fond clair" in colour_fault("#8585f6", dark=False)


def test_a_contrast_is_never_said_to_be_enough_when_it_is_not() -> None:
    assert "contraste de 4,4, et il faut 4,5" in colour_fault("#777777", dark=False)
    assert colour_fault("#767676", dark=False) == ""


def test_the_page_itself_is_no_accent() -> None:
    assert "contraste de 1,0" in colour_fault(LIGHT_PAGE, dark=False)
    assert "contraste de 1,0" in colour_fault(DARK_PAGE, dark=True)
