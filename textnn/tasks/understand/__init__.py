"""What a chat message asks for: its intent and the values it names."""
