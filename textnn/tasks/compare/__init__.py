"""An article beside an earlier one: names, figures, quotations and sentences."""
