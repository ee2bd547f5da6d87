"""The words that a family of embedding models wants before a question and before a text."""


def prefixes(model: str) -> tuple[str, str]:
    """Return what goes before a question and before a text.

    The e5 models were trained with them (https://huggingface.co/intfloat/multilingual-e5-small);
    the instruction-tuned ones only describe the task of a question.

    >>> prefixes("intfloat/multilingual-e5-large")
    ('query: ', 'passage: ')
    >>> prefixes("BAAI/bge-m3")
    ('', '')
    """
    name = model.casefold().rpartition("/")[2].split("-")
    return ("query: ", "passage: ") if "e5" in name and "instruct" not in name else ("", "")
