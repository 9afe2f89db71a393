"""How the jail's Python environment and Docker image are made; the launchers only start them."""

from stem2code_eval.render.provision.docker_image import build_image, find_image, image_tag
from stem2code_eval.render.provision.environment import Environment, ensure_environment, find_environment

__all__ = [
    "Environment",
    "build_image",
    "ensure_environment",
    "find_environment",
    "find_image",
    "image_tag",
]
