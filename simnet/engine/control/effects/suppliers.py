"""What disruptions of suppliers do to what they make."""

from __future__ import annotations

from simnet.engine.control.effects.base import Effect, Gradual, put


class SupplierOutage(Effect):
    """Orders wait; production holds, finishes or is lost."""

    def begin(self) -> None:
        for s in self.event.suppliers:
            self.world.suppliers.hold(s, self.event.under_way)

    def end(self) -> None:
        for s in self.event.suppliers:
            self.world.suppliers.free(s)


class SupplierDelay(Gradual):
    """Orders that enter production take longer."""

    def remain(self, share: float) -> None:
        delay = 1.0 + (self.event.factor - 1.0) * share, self.event.add * share
        for s in self.event.suppliers:
            put(self.world.suppliers.delays[s], self.number, delay, share)


class SupplierQuality(Gradual):
    """More of what is made is defective."""

    def remain(self, share: float) -> None:
        for s in self.event.suppliers:
            put(self.world.suppliers.faults[s], self.number, self.event.share * share, share)
