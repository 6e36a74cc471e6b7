"""What a picture shows, according to the CNNs, and how sure they are."""
