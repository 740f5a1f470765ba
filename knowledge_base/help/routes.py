"""The addresses of the help centre's pages."""

from starlette.routing import Route

from knowledge_base.help import contact, pages, plain, votes
from knowledge_base.help.pages import in_language

PAGES = (
    Route("/robots.txt", plain.robots),
    Route("/help", pages.choose_language),
    Route("/help/", pages.choose_language),
    Route("/help/brand.css", plain.serve_brand),
    Route("/help/icon.svg", plain.serve_icon),
    Route("/help/sitemap.xml", plain.sitemap),
    Route("/help/sitemap-{part:int}.xml", plain.sitemap_part),
    Route("/help/static/{name}", plain.serve_static),
    Route("/help/{locale}", in_language(pages.show_home)),
    Route("/contact/{inbox}", contact.choose_language),
    Route("/help/{locale}/contact/{inbox}", in_language(contact.show), methods=["GET"]),
    Route("/help/{locale}/contact/{inbox}", in_language(contact.take), methods=["POST"]),
    Route("/help/{locale}/contact/{inbox}/sent", in_language(contact.thank)),
    Route("/help/{locale}/c/{slug}", in_language(pages.show_category)),
    Route("/help/{locale}/{slug}", in_language(pages.show_article)),
    Route("/help/{locale}/{slug}/feedback", in_language(votes.take), methods=["POST"]),
)
"""After the images, which lie below /help as well."""
