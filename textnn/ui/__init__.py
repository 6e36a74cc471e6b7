"""The screen: Gradio starts and ends in this package."""
