"""What the parts of `business.yml` are made of."""

from typing import Annotated, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict

from handoff.domain.language import Language


def _in_every_language(text: dict[Language, str]) -> dict[Language, str]:
    missing = [language for language in get_args(Language) if not text.get(language)]
    if missing:
        raise ValueError(f"it is missing in {' and '.join(missing)}")
    return text


BothLanguages = Annotated[dict[Language, str], AfterValidator(_in_every_language)]


class Part(BaseModel):
    """A mapping of the file; what is not in it is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)
