"""Words, prices and attributes of the demo range: one entry a kind, one a cut."""

from dataclasses import dataclass


@dataclass(frozen=True)
class KindFacts:
    """Catalogue attributes that all products of a kind share."""

    article_type: str
    master_category: str
    sub_category: str


@dataclass(frozen=True)
class CutFacts:
    """A cut's name in a product title, its price before variation, and who wears it for what."""

    noun: str
    price: int
    gender: str
    usage: str = "Casual"
    season: str = "Summer"


KIND_FACTS = {
    "tshirt": KindFacts("T-shirts", "Apparel", "Topwear"),
    "shirt": KindFacts("Shirts", "Apparel", "Topwear"),
    "hoodie": KindFacts("Hoodies", "Apparel", "Topwear"),
    "jacket": KindFacts("Jackets", "Apparel", "Topwear"),
    "dress": KindFacts("Dresses", "Apparel", "Dress"),
    "skirt": KindFacts("Skirts", "Apparel", "Bottomwear"),
    "trousers": KindFacts("Trousers", "Apparel", "Bottomwear"),
    "shorts": KindFacts("Shorts", "Apparel", "Bottomwear"),
    "trainer": KindFacts("Trainers", "Footwear", "Shoes"),
    "heel": KindFacts("Heels", "Footwear", "Shoes"),
    "bag": KindFacts("Handbags", "Accessories", "Bags"),
    "watch": KindFacts("Watches", "Accessories", "Watches"),
}

CUT_FACTS = {
    ("tshirt", "crew"): CutFacts("cotton T-shirt", 19, "Unisex"),
    ("tshirt", "v-neck"): CutFacts("V-neck T-shirt", 21, "Men"),
    ("tshirt", "oversized"): CutFacts("oversized T-shirt", 27, "Unisex"),
    ("tshirt", "long-sleeved"): CutFacts("long-sleeved T-shirt", 29, "Unisex", season="Spring"),
    ("tshirt", "fitted"): CutFacts("fitted T-shirt", 22, "Women"),
    ("tshirt", "polo"): CutFacts("polo shirt", 39, "Men"),
    ("shirt", "classic"): CutFacts("cotton shirt", 49, "Men", "Formal", "Spring"),
    ("shirt", "short-sleeved"): CutFacts("short-sleeved shirt", 42, "Men"),
    ("shirt", "camp collar"): CutFacts("camp-collar shirt", 45, "Unisex"),
    ("shirt", "grandad collar"): CutFacts("grandad-collar shirt", 47, "Men", season="Spring"),
    ("shirt", "western"): CutFacts("western denim shirt", 59, "Unisex", season="Autumn"),
    ("hoodie", "pullover"): CutFacts("pullover hoodie", 49, "Unisex", season="Autumn"),
    ("hoodie", "zip-up"): CutFacts("zip-up hoodie", 55, "Unisex", season="Autumn"),
    ("hoodie", "oversized"): CutFacts("oversized hoodie", 59, "Unisex", season="Autumn"),
    ("hoodie", "cropped"): CutFacts("cropped hoodie", 45, "Women", season="Spring"),
    ("jacket", "denim"): CutFacts("trucker jacket", 89, "Unisex", season="Spring"),
    ("jacket", "bomber"): CutFacts("bomber jacket", 99, "Men", season="Autumn"),
    ("jacket", "blazer"): CutFacts("blazer", 139, "Women", "Formal", "Spring"),
    ("jacket", "puffer"): CutFacts("puffer jacket", 129, "Unisex", season="Winter"),
    ("jacket", "biker"): CutFacts("leather biker jacket", 249, "Unisex", season="Autumn"),
    ("dress", "a-line"): CutFacts("A-line dress", 69, "Women", "Party"),
    ("dress", "shift"): CutFacts("shift dress", 65, "Women", "Formal", "Spring"),
    ("dress", "wrap"): CutFacts("wrap dress", 75, "Women"),
    ("dress", "maxi"): CutFacts("maxi dress", 89, "Women"),
    ("dress", "slip"): CutFacts("satin slip dress", 79, "Women", "Party"),
    ("dress", "tiered"): CutFacts("tiered midi dress", 79, "Women"),
    ("skirt", "pleated"): CutFacts("pleated midi skirt", 55, "Women", season="Autumn"),
    ("skirt", "a-line"): CutFacts("A-line mini skirt", 45, "Women", season="Autumn"),
    ("skirt", "pencil"): CutFacts("pencil skirt", 49, "Women", "Formal", "Autumn"),
    ("skirt", "circle"): CutFacts("circle skirt", 52, "Women", "Party"),
    ("skirt", "tiered"): CutFacts("tiered maxi skirt", 57, "Women"),
    ("skirt", "denim"): CutFacts("denim skirt", 42, "Women", season="Spring"),
    ("trousers", "slim jeans"): CutFacts("slim jeans", 69, "Men", season="Autumn"),
    ("trousers", "straight jeans"): CutFacts("straight jeans", 75, "Unisex", season="Autumn"),
    ("trousers", "chinos"): CutFacts("chinos", 59, "Men", season="Spring"),
    ("trousers", "tailored"): CutFacts("tailored trousers", 85, "Men", "Formal", "Autumn"),
    ("trousers", "wide-leg"): CutFacts("wide-leg trousers", 72, "Women", season="Spring"),
    ("trousers", "joggers"): CutFacts("joggers", 45, "Unisex", "Sports", "Autumn"),
    ("trousers", "cargo"): CutFacts("cargo trousers", 65, "Unisex", season="Autumn"),
    ("shorts", "chino"): CutFacts("chino shorts", 39, "Men"),
    ("shorts", "denim"): CutFacts("denim shorts", 42, "Women"),
    ("shorts", "running"): CutFacts("running shorts", 32, "Unisex", "Sports"),
    ("shorts", "cargo"): CutFacts("cargo shorts", 45, "Men"),
    ("shorts", "sweat"): CutFacts("sweat shorts", 35, "Unisex", "Sports"),
    ("shorts", "bermuda"): CutFacts("bermuda shorts", 44, "Men"),
    ("trainer", "runner"): CutFacts("running trainers", 99, "Unisex", "Sports"),
    ("trainer", "court"): CutFacts("court trainers", 89, "Unisex"),
    ("trainer", "high-top"): CutFacts("canvas high-tops", 69, "Unisex"),
    ("trainer", "slip-on"): CutFacts("slip-on trainers", 55, "Unisex"),
    ("trainer", "chunky"): CutFacts("chunky trainers", 119, "Women", season="Autumn"),
    ("heel", "pump"): CutFacts("stiletto pumps", 95, "Women", "Party", "Spring"),
    ("heel", "sandal"): CutFacts("block-heel sandals", 85, "Women", "Party"),
    ("heel", "slingback"): CutFacts("slingback heels", 99, "Women", "Formal", "Spring"),
    ("heel", "ankle boot"): CutFacts("ankle boots", 139, "Women", season="Autumn"),
    ("heel", "wedge"): CutFacts("wedge sandals", 79, "Women"),
    ("bag", "tote"): CutFacts("tote bag", 119, "Women", season="Spring"),
    ("bag", "satchel"): CutFacts("satchel", 149, "Women", season="Autumn"),
    ("bag", "flap bag"): CutFacts("flap bag", 135, "Women", "Party", "Spring"),
    ("bag", "bucket"): CutFacts("bucket bag", 125, "Women", season="Spring"),
    ("bag", "clutch"): CutFacts("clutch bag", 65, "Women", "Party"),
    ("watch", "dress"): CutFacts("dress watch", 159, "Unisex", "Formal", "Winter"),
    ("watch", "bracelet"): CutFacts("bracelet watch", 199, "Unisex", "Formal", "Winter"),
    ("watch", "chronograph"): CutFacts("chronograph", 229, "Men", "Sports", "Winter"),
    ("watch", "square"): CutFacts("square watch", 175, "Women", "Formal", "Winter"),
    ("watch", "field"): CutFacts("field watch", 139, "Men", season="Winter"),
}

PATTERN_WORDS = {
    "plain": "",
    "breton": "striped",
    "rugby": "wide-striped",
    "pinstripe": "pinstriped",
    "awning": "striped",
    "gingham": "gingham",
    "windowpane": "windowpane-check",
    "tartan": "tartan",
    "dots": "polka-dot",
    "pin dots": "pin-dot",
    "floral": "floral",
    "ditsy": "ditsy-floral",
    "leaves": "palm-leaf",
    "leopard": "leopard-print",
    "camouflage": "camouflage",
}

ADJECTIVES = frozenset(
    [
        "melange",
        "ringer",
        "faded",
        "ripped",
        "corduroy",
        "varsity",
        "lined",
        "frayed",
        "double-breasted",
        "quilted",
        "patent",
        "suede",
        "satin",
        "two-tone",
        "canvas",
        "leather",
    ]
)
"""Details that stand before the noun; any other one follows it after "with"."""

DETAIL_WORDS = {
    "colour block": "colour-block panels",
    "gilet": "no sleeves",
    "tonal": "tonal panels",
    "chelsea": "elastic sides",
    "cork": "a cork sole",
    "leather": "leather-look",
    "canvas": "canvas",
    "pocket": "a chest pocket",
    "pocket square": "a pocket square",
    "raglan": "raglan sleeves",
    "belt": "a belt",
    "slit": "a slit",
    "bow": "a bow",
    "buckle": "a buckle",
    "charm": "a charm",
    "envelope": "an envelope flap",
    "wrist strap": "a wrist strap",
    "heel tab": "a heel tab",
    "side stripe": "side stripes",
    "chest stripe": "a chest stripe",
    "gum sole": "a gum sole",
    "red sole": "a red sole",
    "stacked heel": "a stacked heel",
    "cap toe": "a cap toe",
    "shearling collar": "a shearling collar",
    "white collar": "a white collar",
    "contrast lining": "a contrast lining",
    "wave": "a side wave",
    "patch": "an ankle patch",
    "sun print": "a sun print",
    "mountain print": "a mountain print",
    "wave print": "a wave print",
    "star print": "a star print",
    "arch print": "an arch print",
    "lace": "a lace hem",
}

BRANDS = (
    "Alder & Finch",
    "Northquay",
    "Maison Lindt",
    "Odeon Studio",
    "Tarn",
    "Vela",
    "Kestrel Row",
)

COLOUR_WORDS = {"Denim": "mid blue", "Sky": "sky blue"}
"""Colours whose word in a title is not their own name."""

BASE_COLOURS = {"Denim": "Blue", "Sky": "Light blue"}
"""Colours that the catalogue files under another name."""
