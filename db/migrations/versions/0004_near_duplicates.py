"""Near-duplicates: an index of fingerprints, overlaps, origins, what became of sentences; owners of outlets"""

import sqlalchemy as sa
from alembic import op

import db.types

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('outlet_profile', sa.Column('owner', sa.Text(), nullable=True))
    for table in ('fingerprint', 'fingerprint_hot'):
        op.create_table(table,
        sa.Column('print', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('snapshot_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint('print', 'snapshot_id', name=op.f(f'pk_{table}')),
        sqlite_with_rowid=False
        )

    op.create_table('fingerprinted',
    sa.Column('snapshot_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('annotator_id', sa.Integer(), nullable=False),
    sa.Column('judgment_id', sa.Integer(), nullable=False),
    sa.Column('article_id', sa.Integer(), nullable=False),
    sa.Column('voice', sa.Text(), nullable=False),
    sa.Column('captured_at', db.types.Instant(timezone=True), nullable=False),
    sa.Column('cluster', sa.Integer(), nullable=False),
    sa.Column('scale', sa.Integer(), nullable=False),
    sa.Column('prints', sa.Integer(), nullable=False),
    sa.Column('wall', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['annotator_id'], ['annotator.id'], name=op.f('fk_fingerprinted_annotator_id')),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_fingerprinted_article_id')),
    sa.ForeignKeyConstraint(['judgment_id'], ['judgment.id'], name=op.f('fk_fingerprinted_judgment_id')),
    sa.ForeignKeyConstraint(['snapshot_id'], ['snapshot.id'], name=op.f('fk_fingerprinted_snapshot_id')),
    sa.PrimaryKeyConstraint('snapshot_id', name=op.f('pk_fingerprinted'))
    )
    with op.batch_alter_table('fingerprinted', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_fingerprinted_article_id'), ['article_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_fingerprinted_cluster'), ['cluster'], unique=False)

    op.create_table('clustering',
    sa.Column('first', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('cluster_id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.Integer(), nullable=False),
    sa.Column('captured_at', db.types.Instant(timezone=True), nullable=False),
    sa.Column('sole', sa.Integer(), nullable=True),
    sa.Column('texts', sa.Integer(), nullable=False),
    sa.Column('short', sa.Integer(), nullable=False),
    sa.Column('strangers', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['cluster_id'], ['cluster.id'], name=op.f('fk_clustering_cluster_id')),
    sa.ForeignKeyConstraint(['first'], ['snapshot.id'], name=op.f('fk_clustering_first')),
    sa.ForeignKeyConstraint(['reference'], ['snapshot.id'], name=op.f('fk_clustering_reference')),
    sa.PrimaryKeyConstraint('first', name=op.f('pk_clustering'))
    )

    op.create_table('rejudged',
    sa.Column('judgment_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('cluster', sa.Integer(), nullable=False),
    sa.Column('relation', sa.Text(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['judgment_id'], ['judgment.id'], name=op.f('fk_rejudged_judgment_id')),
    sa.PrimaryKeyConstraint('judgment_id', name=op.f('pk_rejudged'))
    )
    _indexed('rejudged', 'cluster')

    op.create_table('overlap',
    sa.Column('judgment_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('relation', sa.Text(), nullable=False),
    sa.Column('coverage', sa.Double(), nullable=False),
    sa.Column('coverage_of_other', sa.Double(), nullable=False),
    sa.Column('words', sa.Integer(), nullable=False),
    sa.Column('longest', sa.Integer(), nullable=False),
    sa.Column('shared', sa.JSON(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', db.types.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['judgment_id'], ['judgment.id'], name=op.f('fk_overlap_judgment_id')),
    sa.ForeignKeyConstraint(['other_id'], ['snapshot.id'], name=op.f('fk_overlap_other_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_overlap')),
    sa.UniqueConstraint('judgment_id', 'other_id', name=op.f('uq_overlap_judgment_id_other_id'))
    )
    _indexed('overlap', 'other_id', 'recorded_at')

    op.create_table('origin',
    sa.Column('cluster_id', sa.Integer(), nullable=False),
    sa.Column('snapshot_id', sa.Integer(), nullable=False),
    sa.Column('membership_id', sa.Integer(), nullable=False),
    sa.Column('credited', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', db.types.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['cluster_id'], ['cluster.id'], name=op.f('fk_origin_cluster_id')),
    sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_origin_membership_id')),
    sa.ForeignKeyConstraint(['snapshot_id'], ['snapshot.id'], name=op.f('fk_origin_snapshot_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_origin'))
    )
    _indexed('origin', 'cluster_id', 'snapshot_id', 'recorded_at')

    op.create_table('passage',
    sa.Column('judgment_id', sa.Integer(), nullable=False),
    sa.Column('origin_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('fate', sa.Text(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=True),
    sa.Column('end', sa.Integer(), nullable=True),
    sa.Column('origin_start', sa.Integer(), nullable=True),
    sa.Column('origin_end', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', db.types.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['judgment_id'], ['judgment.id'], name=op.f('fk_passage_judgment_id')),
    sa.ForeignKeyConstraint(['origin_id'], ['snapshot.id'], name=op.f('fk_passage_origin_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passage')),
    sa.UniqueConstraint('judgment_id', 'origin_id', 'position', name=op.f('uq_passage_judgment_id_origin_id_position'))
    )
    _indexed('passage', 'origin_id', 'recorded_at')

    op.create_table('carrying',
    sa.Column('judgment_id', sa.Integer(), nullable=False),
    sa.Column('edit_id', sa.Integer(), nullable=False),
    sa.Column('carries', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', db.types.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['edit_id'], ['edit.id'], name=op.f('fk_carrying_edit_id')),
    sa.ForeignKeyConstraint(['judgment_id'], ['judgment.id'], name=op.f('fk_carrying_judgment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_carrying')),
    sa.UniqueConstraint('judgment_id', 'edit_id', name=op.f('uq_carrying_judgment_id_edit_id'))
    )
    _indexed('carrying', 'edit_id', 'recorded_at')

    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_constraint('uq_membership_judgment_id', type_='unique')
        batch_op.create_index(batch_op.f('ix_membership_judgment_id'), ['judgment_id'], unique=False)


def _indexed(table: str, *columns: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for column in columns:
            batch_op.create_index(batch_op.f(f'ix_{table}_{column}'), [column], unique=False)
