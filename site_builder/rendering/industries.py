"""What a page shows of a trade where there is no picture, and what search engines call it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trade:
    """`icon` of the bundled set, `pattern` of panel.css, `schema_type` of schema.org."""

    icon: str
    pattern: str
    schema_type: str = "LocalBusiness"


GENERIC = Trade("sparkles", "dots")
TRADES = {
    "yoga-studio": Trade("flower-2", "ripples", "SportsActivityLocation"),
    "restaurant": Trade("utensils", "tiles", "Restaurant"),
    "bakery": Trade("croissant", "grains", "Bakery"),
    "cafe": Trade("coffee", "dots", "CafeOrCoffeeShop"),
    "law-firm": Trade("scale", "stripes", "LegalService"),
    "saas": Trade("layers", "grid", "Organization"),
    "photography": Trade("camera", "diagonals", "ProfessionalService"),
    "portfolio": Trade("pen-tool", "diagonals", "ProfessionalService"),
    "dental-clinic": Trade("smile", "ripples", "Dentist"),
    "medical-clinic": Trade("stethoscope", "crosses", "MedicalClinic"),
    "spa": Trade("droplets", "ripples", "DaySpa"),
    "hair-salon": Trade("scissors", "diagonals", "HairSalon"),
    "fitness": Trade("dumbbell", "diagonals", "ExerciseGym"),
    "hotel": Trade("bed-double", "tiles", "Hotel"),
    "real-estate": Trade("house", "grid", "RealEstateAgent"),
    "construction": Trade("hammer", "grid", "GeneralContractor"),
    "consulting": Trade("compass", "stripes", "ProfessionalService"),
    "nonprofit": Trade("heart-handshake", "dots", "NGO"),
    "education": Trade("graduation-cap", "crosses", "EducationalOrganization"),
    "event-venue": Trade("party-popper", "grains", "EventVenue"),
    "florist": Trade("flower", "grains", "Florist"),
    "shop": Trade("shopping-bag", "tiles", "Store"),
    "automotive": Trade("wrench", "diagonals", "AutoRepair"),
    "veterinary": Trade("paw-print", "dots", "VeterinaryCare"),
    "generic": GENERIC,
}


def trade_of(industry: str) -> Trade:
    return TRADES.get(industry, GENERIC)
