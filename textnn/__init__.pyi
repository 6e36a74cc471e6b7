from textnn.api import UserError as UserError
from textnn.api import answer as answer
from textnn.api import batch as batch
from textnn.api import classify as classify
from textnn.api import compare as compare
from textnn.api import factsheet as factsheet
from textnn.api import from_dict as from_dict
from textnn.api import generate as generate
from textnn.api import highlight as highlight
from textnn.api import sample as sample
from textnn.api import summarize as summarize
from textnn.api import to_dict as to_dict

__version__: str
