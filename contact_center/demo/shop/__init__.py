"""A small shop as any site that carries the widget: pages rendered here, no script but the widget's."""
