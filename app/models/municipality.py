"""The municipality of a plan, by the codes that other data sets know it by."""

from typing import Annotated, Final, Self

from app.models.columns import Heading
from app.models.public import Public

# A code begins with the number of a prefecture.
_PREFECTURES: Final = range(1, 48)
_AREAS: Final = "http://data.e-stat.go.jp/lod/sac/C"


class MunicipalityPublic(Public):
    """`standard_area_code` is the code without its check digit. `uri` is the area in the linked data of the
    government's statistics, made by their rule (C and five digits); null for a code of no prefecture."""

    code: str
    name: Annotated[str | None, Heading("地方公共団体名", "計画を出した団体の、文書に印刷された名称")]
    standard_area_code: Annotated[str, Heading("標準地域コード", "統計に用いる標準地域コード（5桁、文字列）")]
    uri: Annotated[
        str | None, Heading("地域のURI", "統計LOD（e-Stat）での地域のURI。架空の団体など、なければ空")
    ]

    @classmethod
    def by_code(cls, code: str, name: str | None) -> Self:
        area = code[:5]
        real = int(area[:2]) in _PREFECTURES
        return cls(code=code, name=name, standard_area_code=area, uri=_AREAS + area if real else None)
