"""The built-in demo catalogue: 240 drawn products behind a loopback product API."""

from fashion_desktop.catalogue.demo.products import DemoProduct, demo_products
from fashion_desktop.catalogue.demo.server import DemoServer

__all__ = ["DemoProduct", "DemoServer", "demo_products"]
