"""The spiders: thin doors to the crawl, so that ``scrapy crawl`` does what ``newskeep crawl`` does."""
