"""What is kept between visits: SQLAlchemy starts and ends in this package."""
