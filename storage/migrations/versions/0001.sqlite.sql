CREATE TABLE archive_info (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    created_at VARCHAR(20) NOT NULL,
    created_by TEXT NOT NULL,
    CONSTRAINT pk_archive_info PRIMARY KEY (id)
);

CREATE TABLE site (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    language TEXT,
    timezone TEXT,
    memory BLOB,
    CONSTRAINT pk_site PRIMARY KEY (id),
    CONSTRAINT uq_site_name UNIQUE (name)
);

CREATE TABLE warc (
    id INTEGER NOT NULL,
    file TEXT NOT NULL,
    CONSTRAINT pk_warc PRIMARY KEY (id),
    CONSTRAINT uq_warc_file UNIQUE (file)
);

CREATE TABLE author (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT pk_author PRIMARY KEY (id),
    CONSTRAINT uq_author_name UNIQUE (name)
);

CREATE TABLE tag (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT pk_tag PRIMARY KEY (id),
    CONSTRAINT uq_tag_name UNIQUE (name)
);

CREATE TABLE band (
    "key" INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    CONSTRAINT pk_band PRIMARY KEY ("key", article_id)
)
 WITHOUT ROWID;

CREATE TABLE run (
    id INTEGER NOT NULL,
    started_at VARCHAR(20) NOT NULL,
    finished_at VARCHAR(20),
    exit_code SMALLINT,
    sites JSON NOT NULL,
    summary JSON,
    CONSTRAINT pk_run PRIMARY KEY (id)
);

CREATE TABLE corpus (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    "query" TEXT NOT NULL,
    frozen_at VARCHAR(20) NOT NULL,
    members INTEGER NOT NULL,
    withheld INTEGER NOT NULL,
    digest TEXT NOT NULL,
    CONSTRAINT pk_corpus PRIMARY KEY (id),
    CONSTRAINT uq_corpus_name UNIQUE (name)
);

CREATE TABLE saved_search (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    "query" TEXT NOT NULL,
    saved_at VARCHAR(20) NOT NULL,
    CONSTRAINT pk_saved_search PRIMARY KEY (id),
    CONSTRAINT uq_saved_search_name UNIQUE (name)
);

CREATE TABLE token (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    created_at VARCHAR(20) NOT NULL,
    used_at VARCHAR(20),
    CONSTRAINT pk_token PRIMARY KEY (id),
    CONSTRAINT uq_token_name UNIQUE (name),
    CONSTRAINT uq_token_digest UNIQUE (digest)
);

CREATE TABLE source (
    id INTEGER NOT NULL,
    site_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    found_via TEXT,
    language TEXT,
    section TEXT,
    etag TEXT,
    last_modified TEXT,
    digest TEXT,
    polled_at VARCHAR(20),
    due_at VARCHAR(20),
    interval_seconds FLOAT,
    polls INTEGER NOT NULL,
    links INTEGER NOT NULL,
    fresh INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    error TEXT,
    CONSTRAINT pk_source PRIMARY KEY (id),
    CONSTRAINT uq_source_site_id_url UNIQUE (site_id, url),
    CONSTRAINT fk_source_site_id_site FOREIGN KEY(site_id) REFERENCES site (id)
);

CREATE TABLE site_profile (
    id INTEGER NOT NULL,
    site_id INTEGER NOT NULL,
    version TEXT NOT NULL,
    learned_at VARCHAR(20) NOT NULL,
    data BLOB NOT NULL,
    CONSTRAINT pk_site_profile PRIMARY KEY (id),
    CONSTRAINT uq_site_profile_site_id_version UNIQUE (site_id, version),
    CONSTRAINT fk_site_profile_site_id_site FOREIGN KEY(site_id) REFERENCES site (id)
);

CREATE TABLE coverage (
    site_id INTEGER NOT NULL,
    day DATE NOT NULL,
    expected INTEGER NOT NULL,
    captured INTEGER NOT NULL,
    missing JSON NOT NULL,
    CONSTRAINT pk_coverage PRIMARY KEY (site_id, day),
    CONSTRAINT fk_coverage_site_id_site FOREIGN KEY(site_id) REFERENCES site (id)
);

CREATE TABLE rights (
    id INTEGER NOT NULL,
    site_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    digest TEXT,
    text TEXT,
    first_seen_at VARCHAR(20) NOT NULL,
    last_seen_at VARCHAR(20) NOT NULL,
    CONSTRAINT pk_rights PRIMARY KEY (id),
    CONSTRAINT fk_rights_site_id_site FOREIGN KEY(site_id) REFERENCES site (id)
);

CREATE INDEX ix_rights_site_id_kind ON rights (site_id, kind);

CREATE TABLE url (
    id INTEGER NOT NULL,
    url TEXT NOT NULL,
    fetch_url TEXT,
    site_id INTEGER NOT NULL,
    article_id INTEGER,
    fate TEXT,
    status SMALLINT,
    reason TEXT,
    etag TEXT,
    last_modified TEXT,
    visited_at VARCHAR(20),
    changed_at VARCHAR(20),
    due_at VARCHAR(20),
    visits INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    found_at VARCHAR(20),
    found_via TEXT,
    source_id INTEGER,
    depth SMALLINT NOT NULL,
    hint_title TEXT,
    hint_published TEXT,
    hint_modified TEXT,
    listed_modified_at VARCHAR(20),
    CONSTRAINT pk_url PRIMARY KEY (id),
    CONSTRAINT uq_url_url UNIQUE (url),
    CONSTRAINT fk_url_site_id_site FOREIGN KEY(site_id) REFERENCES site (id),
    CONSTRAINT fk_url_article_id_article FOREIGN KEY(article_id) REFERENCES article (id),
    CONSTRAINT fk_url_source_id_source FOREIGN KEY(source_id) REFERENCES source (id)
);

CREATE INDEX ix_url_pending ON url (site_id, id) WHERE fate IS NULL;

CREATE INDEX ix_url_article_id ON url (article_id) WHERE article_id IS NOT NULL;

CREATE INDEX ix_url_due ON url (site_id, due_at) WHERE due_at IS NOT NULL;

CREATE TABLE capture (
    id INTEGER NOT NULL,
    url_id INTEGER NOT NULL,
    warc_id INTEGER NOT NULL,
    "offset" INTEGER NOT NULL,
    length INTEGER NOT NULL,
    digest TEXT NOT NULL,
    status SMALLINT NOT NULL,
    mime TEXT,
    fetched_at VARCHAR(20) NOT NULL,
    revisit_of INTEGER,
    CONSTRAINT pk_capture PRIMARY KEY (id),
    CONSTRAINT uq_capture_warc_id_offset UNIQUE (warc_id, "offset"),
    CONSTRAINT fk_capture_url_id_url FOREIGN KEY(url_id) REFERENCES url (id),
    CONSTRAINT fk_capture_warc_id_warc FOREIGN KEY(warc_id) REFERENCES warc (id),
    CONSTRAINT fk_capture_revisit_of_capture FOREIGN KEY(revisit_of) REFERENCES capture (id)
);

CREATE INDEX ix_capture_url_id ON capture (url_id);

CREATE INDEX ix_capture_digest ON capture (digest);

CREATE TABLE article (
    id INTEGER NOT NULL,
    site_id INTEGER NOT NULL,
    url_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    language TEXT,
    language_confidence FLOAT,
    language_detector TEXT,
    declared_language TEXT,
    section TEXT,
    day DATE NOT NULL,
    published_at VARCHAR(20),
    published_offset SMALLINT,
    published_precision TEXT,
    published_source TEXT,
    modified_at VARCHAR(20),
    modified_offset SMALLINT,
    modified_precision TEXT,
    modified_source TEXT,
    first_seen_at VARCHAR(20) NOT NULL,
    last_seen_at VARCHAR(20) NOT NULL,
    gone_at VARCHAR(20),
    withheld_at VARCHAR(20),
    revision INTEGER NOT NULL,
    revisions INTEGER NOT NULL,
    word_count INTEGER,
    paywalled BOOLEAN,
    edition_group INTEGER,
    cluster INTEGER,
    tdm_reservation BOOLEAN,
    tdm_policy TEXT,
    robots TEXT,
    capture_id INTEGER,
    CONSTRAINT pk_article PRIMARY KEY (id),
    CONSTRAINT fk_article_site_id_site FOREIGN KEY(site_id) REFERENCES site (id),
    CONSTRAINT uq_article_url_id UNIQUE (url_id),
    CONSTRAINT fk_article_url_id_url FOREIGN KEY(url_id) REFERENCES url (id),
    CONSTRAINT fk_article_capture_id_capture FOREIGN KEY(capture_id) REFERENCES capture (id)
);

CREATE INDEX ix_article_revised ON article (id) WHERE revisions > 1;

CREATE INDEX ix_article_edition_group ON article (edition_group) WHERE edition_group IS NOT NULL;

CREATE INDEX ix_article_cluster ON article (cluster) WHERE cluster IS NOT NULL;

CREATE INDEX ix_article_gone ON article (id) WHERE gone_at IS NOT NULL;

CREATE INDEX ix_article_first_seen_at ON article (first_seen_at);

CREATE TABLE article_text (
    article_id INTEGER NOT NULL,
    title TEXT,
    lead TEXT,
    block_kinds TEXT,
    body TEXT,
    CONSTRAINT pk_article_text PRIMARY KEY (article_id),
    CONSTRAINT fk_article_text_article_id_article FOREIGN KEY(article_id) REFERENCES article (id)
);

CREATE TABLE revision (
    id INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    reading SMALLINT NOT NULL,
    seen_at VARCHAR(20) NOT NULL,
    read_at VARCHAR(20),
    digest TEXT NOT NULL,
    changed TEXT,
    capture_id INTEGER,
    extractor TEXT NOT NULL,
    profile TEXT,
    problems JSON,
    title TEXT,
    lead TEXT,
    block_kinds TEXT,
    body TEXT,
    authors JSON,
    section TEXT,
    tags JSON,
    images JSON,
    kind TEXT,
    language TEXT,
    language_confidence FLOAT,
    language_detector TEXT,
    declared_language TEXT,
    published_at VARCHAR(20),
    published_offset SMALLINT,
    published_precision TEXT,
    published_source TEXT,
    modified_at VARCHAR(20),
    modified_offset SMALLINT,
    modified_precision TEXT,
    modified_source TEXT,
    word_count INTEGER,
    paywalled BOOLEAN,
    CONSTRAINT pk_revision PRIMARY KEY (id),
    CONSTRAINT uq_revision_article_id_number_reading UNIQUE (article_id, number, reading),
    CONSTRAINT fk_revision_article_id_article FOREIGN KEY(article_id) REFERENCES article (id),
    CONSTRAINT fk_revision_capture_id_capture FOREIGN KEY(capture_id) REFERENCES capture (id)
);

CREATE TABLE variant (
    id INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    first_seen_at VARCHAR(20) NOT NULL,
    last_seen_at VARCHAR(20) NOT NULL,
    times INTEGER NOT NULL,
    CONSTRAINT pk_variant PRIMARY KEY (id),
    CONSTRAINT uq_variant_article_id_field_value UNIQUE (article_id, field, value),
    CONSTRAINT fk_variant_article_id_article FOREIGN KEY(article_id) REFERENCES article (id)
);

CREATE TABLE removal (
    id INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    reason TEXT NOT NULL,
    status SMALLINT,
    first_seen_at VARCHAR(20) NOT NULL,
    last_seen_at VARCHAR(20) NOT NULL,
    returned_at VARCHAR(20),
    capture_id INTEGER,
    CONSTRAINT pk_removal PRIMARY KEY (id),
    CONSTRAINT fk_removal_article_id_article FOREIGN KEY(article_id) REFERENCES article (id),
    CONSTRAINT fk_removal_capture_id_capture FOREIGN KEY(capture_id) REFERENCES capture (id)
);

CREATE INDEX ix_removal_article_id ON removal (article_id);

CREATE TABLE article_author (
    article_id INTEGER NOT NULL,
    position SMALLINT NOT NULL,
    author_id INTEGER NOT NULL,
    CONSTRAINT pk_article_author PRIMARY KEY (article_id, position),
    CONSTRAINT fk_article_author_article_id_article FOREIGN KEY(article_id) REFERENCES article (id),
    CONSTRAINT fk_article_author_author_id_author FOREIGN KEY(author_id) REFERENCES author (id)
)
 WITHOUT ROWID;

CREATE INDEX ix_article_author_author_id ON article_author (author_id);

CREATE TABLE article_tag (
    article_id INTEGER NOT NULL,
    position SMALLINT NOT NULL,
    tag_id INTEGER NOT NULL,
    CONSTRAINT pk_article_tag PRIMARY KEY (article_id, position),
    CONSTRAINT fk_article_tag_article_id_article FOREIGN KEY(article_id) REFERENCES article (id),
    CONSTRAINT fk_article_tag_tag_id_tag FOREIGN KEY(tag_id) REFERENCES tag (id)
)
 WITHOUT ROWID;

CREATE INDEX ix_article_tag_tag_id ON article_tag (tag_id);

CREATE TABLE image (
    article_id INTEGER NOT NULL,
    position SMALLINT NOT NULL,
    url TEXT NOT NULL,
    caption TEXT,
    CONSTRAINT pk_image PRIMARY KEY (article_id, position),
    CONSTRAINT fk_image_article_id_article FOREIGN KEY(article_id) REFERENCES article (id)
)
 WITHOUT ROWID;

CREATE TABLE edition (
    article_id INTEGER NOT NULL,
    url TEXT NOT NULL,
    language TEXT NOT NULL,
    evidence TEXT NOT NULL,
    CONSTRAINT pk_edition PRIMARY KEY (article_id, url),
    CONSTRAINT fk_edition_article_id_article FOREIGN KEY(article_id) REFERENCES article (id)
)
 WITHOUT ROWID;

CREATE INDEX ix_edition_url ON edition (url);

CREATE TABLE withheld (
    id INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    reason TEXT NOT NULL,
    digest TEXT NOT NULL,
    withheld_at VARCHAR(20) NOT NULL,
    released_at VARCHAR(20),
    CONSTRAINT pk_withheld PRIMARY KEY (id),
    CONSTRAINT fk_withheld_article_id_article FOREIGN KEY(article_id) REFERENCES article (id)
);

CREATE INDEX ix_withheld_article_id ON withheld (article_id);

CREATE TABLE alerted (
    saved_search_id INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    at VARCHAR(20) NOT NULL,
    CONSTRAINT pk_alerted PRIMARY KEY (saved_search_id, article_id),
    CONSTRAINT fk_alerted_saved_search_id_saved_search FOREIGN KEY(saved_search_id) REFERENCES saved_search (id),
    CONSTRAINT fk_alerted_article_id_article FOREIGN KEY(article_id) REFERENCES article (id)
)
 WITHOUT ROWID;

CREATE TABLE corpus_member (
    corpus_id INTEGER NOT NULL,
    revision_id INTEGER NOT NULL,
    digest TEXT NOT NULL,
    CONSTRAINT pk_corpus_member PRIMARY KEY (corpus_id, revision_id),
    CONSTRAINT fk_corpus_member_corpus_id_corpus FOREIGN KEY(corpus_id) REFERENCES corpus (id),
    CONSTRAINT fk_corpus_member_revision_id_revision FOREIGN KEY(revision_id) REFERENCES revision (id)
)
 WITHOUT ROWID;

CREATE TABLE word_form (
    word TEXT  NOT NULL,
    language TEXT  NOT NULL,  -- '' where the language has no stemmer
    stem TEXT  NOT NULL,
    PRIMARY KEY (word, language, stem)
) WITHOUT ROWID;

CREATE INDEX ix_word_form_stem ON word_form (stem, language) WHERE stem <> word;

CREATE VIRTUAL TABLE fulltext USING fts5(
    title, lead, body, facts, content = '', tokenize = 'ascii', columnsize = 0
);

CREATE VIRTUAL TABLE fulltext_revision USING fts5(
    title, lead, body, facts, content = '', tokenize = 'ascii', columnsize = 0
);

CREATE VIEW articles AS
SELECT
    article.id,
    coalesce(url.fetch_url, url.url) AS url,
    url.url AS canonical_url,
    site.name AS site,
    article_text.title,
    article_text.lead,
    article_text.body,
    article.kind,
    article.language,
    article.language_confidence,
    article.declared_language,
    (SELECT group_concat(name, '; ') FROM (
        SELECT author.name, article_author.position FROM article_author
        JOIN author ON author.id = article_author.author_id
        WHERE article_author.article_id = article.id ORDER BY article_author.position) AS named) AS authors,
    article.section,
    (SELECT group_concat(name, '; ') FROM (
        SELECT tag.name, article_tag.position FROM article_tag
        JOIN tag ON tag.id = article_tag.tag_id
        WHERE article_tag.article_id = article.id ORDER BY article_tag.position) AS named) AS tags,
    article.published_at,
    article.published_offset,
    article.published_precision,
    article.published_source,
    article.modified_at,
    article.first_seen_at,
    article.last_seen_at,
    article.gone_at,
    article.revision,
    article.revisions,
    article.word_count,
    article.paywalled,
    article.edition_group,
    article.cluster,
    article.tdm_reservation,
    article.robots,
    warc.file AS capture_file,
    capture."offset" AS capture_offset,
    capture.digest AS capture_digest
FROM article
JOIN article_text ON article_text.article_id = article.id
JOIN url ON url.id = article.url_id
JOIN site ON site.id = article.site_id
LEFT JOIN capture ON capture.id = article.capture_id
LEFT JOIN warc ON warc.id = capture.warc_id
WHERE article.withheld_at IS NULL;

CREATE VIEW revisions AS
SELECT
    revision.id,
    revision.article_id,
    url.url AS canonical_url,
    site.name AS site,
    revision.number,
    revision.reading,
    revision.seen_at,
    revision.changed,
    CASE WHEN (revision.kind IS NULL) THEN article_text.title ELSE revision.title END AS title,
    CASE WHEN (revision.kind IS NULL) THEN article_text.lead ELSE revision.lead END AS lead,
    CASE WHEN (revision.kind IS NULL) THEN article_text.body ELSE revision.body END AS body,
    CASE WHEN (revision.kind IS NULL) THEN article.section ELSE revision.section END AS section,
    CASE WHEN (revision.kind IS NULL) THEN article.published_at ELSE revision.published_at END AS published_at,
    CASE WHEN (revision.kind IS NULL) THEN article.modified_at ELSE revision.modified_at END AS modified_at,
    CASE WHEN (revision.kind IS NULL) THEN article.language ELSE revision.language END AS language,
    (revision.kind IS NULL) AS is_current,
    revision.digest,
    revision.extractor,
    revision.profile,
    warc.file AS capture_file,
    capture."offset" AS capture_offset,
    capture.digest AS capture_digest
FROM revision
JOIN article ON article.id = revision.article_id
JOIN article_text ON article_text.article_id = article.id
JOIN url ON url.id = article.url_id
JOIN site ON site.id = article.site_id
LEFT JOIN capture ON capture.id = revision.capture_id
LEFT JOIN warc ON warc.id = capture.warc_id
WHERE article.withheld_at IS NULL;
