"""Commands of ``scrapy`` that do more here than elsewhere."""
