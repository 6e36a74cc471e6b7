"""Results -> component values. Pure functions: no Gradio, no store, nothing remembered."""
