"""The index of fingerprints in its packed form: dropped here, and built again by whoever judges next"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ('fingerprint', 'rejudged'):
        op.execute(sa.text(f'DELETE FROM {table}'))  # noqa: S608  # two names of ours
    for table in ('fingerprint_hot', 'fingerprinted', 'clustering'):
        op.drop_table(table)

    op.create_table('fingerprint_hot',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('prints', sa.LargeBinary(), nullable=False),
    sa.Column('snapshots', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fingerprint_hot'))
    )

    op.create_table('lacking',
    sa.Column('reader_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('snapshot_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('onwards', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['reader_id'], ['annotator.id'], name=op.f('fk_lacking_reader_id')),
    sa.PrimaryKeyConstraint('reader_id', 'snapshot_id', name=op.f('pk_lacking'))
    )

    op.create_table('fingerprinted',
    sa.Column('snapshot_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('annotator_id', sa.Integer(), nullable=False),
    sa.Column('judgment_id', sa.Integer(), nullable=False),
    sa.Column('article_id', sa.Integer(), nullable=False),
    sa.Column('voice', sa.Text(), nullable=False),
    sa.Column('at', sa.Double(), nullable=False),
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
    sa.Column('at', sa.Double(), nullable=False),
    sa.Column('sole', sa.Integer(), nullable=True),
    sa.Column('texts', sa.Integer(), nullable=False),
    sa.Column('short', sa.Integer(), nullable=False),
    sa.Column('strangers', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['cluster_id'], ['cluster.id'], name=op.f('fk_clustering_cluster_id')),
    sa.ForeignKeyConstraint(['first'], ['snapshot.id'], name=op.f('fk_clustering_first')),
    sa.ForeignKeyConstraint(['reference'], ['snapshot.id'], name=op.f('fk_clustering_reference')),
    sa.PrimaryKeyConstraint('first', name=op.f('pk_clustering'))
    )
