"""The sample of the sheet 書き方: a small plan that can be copied into an empty workbook. Invented (架空)."""

from typing import Final

from app.workbook.declaration import Row
from app.workbook.figure_sheets import KPIS
from app.workbook.plan_sheets import DOCUMENT, HEADER
from app.workbook.side_sheets import ORGANISATIONS, TAGS

SAMPLE: Final[dict[str, tuple[Row, ...]]] = {
    HEADER.title: (
        {
            "title": "令和5年度花区運営方針（見本）",
            "municipality_code": "991040",
            "period": "令和5年度",
            "note": "令和5年度の初回登録",
        },
    ),
    DOCUMENT.title: (
        {"kind": "表題", "heading": "令和5年度花区運営方針（見本）"},
        {"kind": "基本目標", "heading": "花と人が育つまち"},
        {"kind": "柱", "heading": "安全・安心"},
        {"kind": "柱の方針", "text": "町の防災力を高めます。"},
        {"kind": "施策", "heading": "災害に強いまち"},
        {
            "kind": "取組",
            "heading": "防災訓練の開催",
            "text": "防災訓練を4箇所で開催します。",
            "organisations": "土木局",
            "amount": "1,200千円",
        },
        {
            "kind": "取組",
            "heading": "街路樹の手入れ",
            "text": "倒木を防ぐため、街路樹を手入れします。",
            "sdgs": "11、15",
        },
        {"kind": "写真・図の説明", "text": "訓練のようす"},
        {"kind": "柱", "heading": "にぎわい"},
        {"kind": "取組", "heading": "花まつり", "text": "花まつりを令和6年3月にひらきます。"},
        {"kind": "見出し", "heading": "参考　主な局事業"},
        {
            "kind": "局事業",
            "heading": "みなと橋の耐震",
            "text": "橋の耐震工事に着手",
            "organisations": "土木局",
        },
    ),
    KPIS.title: (
        {
            "owner": "防災訓練の開催",
            "label": "防災訓練の箇所",
            "kind": "数量",
            "quote": "4箇所で開催",
            "unit": "箇所",
            "value": "4",
            "comparator": "ちょうど",
        },
        {
            "owner": "花まつり",
            "label": "花まつりの開催",
            "kind": "節目",
            "quote": "令和6年3月にひらきます",
            "due": "令和6年3月",
        },
    ),
    TAGS.title: (
        {
            "item": "防災訓練の開催",
            "tagged": "SDGs",
            "value": "11.5",
            "evidence": "防災訓練",
            "reason": "防災訓練は、災害の被害を減らす備えにあたる。",
        },
    ),
    ORGANISATIONS.title: (
        {"name": "見本市花区", "kind": "区"},
        {"name": "土木局", "kind": "局"},
    ),
}
