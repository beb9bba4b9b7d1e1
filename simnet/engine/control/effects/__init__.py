"""What each type of disruption does to the world, and undoes (docs/model.md §11)."""

from __future__ import annotations

from simnet.engine.control.effects.base import Effect
from simnet.engine.control.effects.nodes import (
    NodeCapacity,
    NodeOutage,
    OrderingOutage,
    PackagingStockout,
    StockDestroyed,
    SyncError,
)
from simnet.engine.control.effects.orders import SystemOutage
from simnet.engine.control.effects.paths import (
    CarrierDamage,
    CostShock,
    CustomsHold,
    PathDelay,
    PathOutage,
    PickupMissed,
)
from simnet.engine.control.effects.suppliers import SupplierDelay, SupplierOutage, SupplierQuality

EFFECTS: dict[str, type[Effect]] = {
    "node_outage": NodeOutage,
    "node_capacity": NodeCapacity,
    "packaging_stockout": PackagingStockout,
    "ordering_outage": OrderingOutage,
    "supplier_outage": SupplierOutage,
    "supplier_delay": SupplierDelay,
    "supplier_quality": SupplierQuality,
    "carrier_outage": PathOutage,
    "carrier_service_suspended": PathOutage,
    "lane_outage": PathOutage,
    "carrier_delay": PathDelay,
    "lane_delay": PathDelay,
    "port_congestion": PathDelay,
    "carrier_damage": CarrierDamage,
    "customs_hold": CustomsHold,
    "pickup_missed": PickupMissed,
    "stock_destroyed": StockDestroyed,
    "inventory_sync_error": SyncError,
    "demand_surge": Effect,
    "cost_shock": CostShock,
    "system_outage": SystemOutage,
}
