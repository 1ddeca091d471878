"""Reading and checking sales data."""

from .tasks import clean_sales, extract_promotions, extract_sales

__all__ = ["clean_sales", "extract_promotions", "extract_sales"]
