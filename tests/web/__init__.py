"""A small web on the loopback interface, made from a seed: its sites, links, communities and fates are known.

::

    world = World(seed=7, hosts=200)
    with world.served() as served:
        crawl(folder, plan, scope, resolver=served.resolver)
    served.log                      # every request, with its moment
    world.links(), world.communities, world.fates
    world.later()                   # the same web two years on

Names end in .test; none is looked up outside.
"""

from tests.web.reply import Reply
from tests.web.server import Hit, Resolver, Served
from tests.web.world import Site, World

__all__ = ["Hit", "Reply", "Resolver", "Served", "Site", "World"]
