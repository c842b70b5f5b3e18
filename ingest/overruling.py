"""A person decides which articles are copies of each other: stored as a fact, and the clusters that it touches are judged again."""

import structlog

from db import cluster_overrules, fingerprints
from db.cluster_overrules import Wanted
from db.clusters import Change
from db.session import Store
from ingest.annotators import Annotators
from ingest.clustering import place_again
from ingest.origins import trace

log = structlog.get_logger()


def overrule_cluster(store: Store, who: Annotators, wanted: Wanted, decision: tuple[str, str]) -> list[Change]:
    """Store the decision (the reason, and whose it is); which snapshots are in another cluster by it. Raises BadInput.

    With it the clusters of all articles that it is about leave the index: killed here, whoever judges next makes up for the rest.
    """
    with store.write() as session:
        about = cluster_overrules.decide(session, wanted, *decision)
        forgotten = fingerprints.forget(session, fingerprints.clusters_of(session, about))
    changes = place_again(store, who, forgotten)
    trace(store, who)
    log.info("cluster overruled", article=wanted.article_id, kind=wanted.kind, judged_again=len(forgotten), moved=len(changes))
    return changes
