from simnet.api.comparison import ComparisonResults as ComparisonResults
from simnet.api.drilled import DrillResults as DrillResults
from simnet.api.drilling import drill as drill
from simnet.api.exposing import ExposureResults as ExposureResults
from simnet.api.exposing import expose as expose
from simnet.api.loading import load as load
from simnet.api.loading import load_results as load_results
from simnet.api.run_results import RunResults as RunResults
from simnet.api.running import compare as compare
from simnet.api.running import run as run

__version__: str
