BEGIN TRANSACTION;
CREATE TABLE epochs (
	run VARCHAR(32) NOT NULL, 
	epoch INTEGER NOT NULL, 
	seconds DOUBLE NOT NULL, 
	ended_at DOUBLE NOT NULL, 
	PRIMARY KEY (run, epoch), 
	FOREIGN KEY(run) REFERENCES runs (id)
)
 WITHOUT ROWID

;
INSERT INTO "epochs" VALUES('2rvumgrgj3i',0,42.0,1.79526405537367296223e+09);
INSERT INTO "epochs" VALUES('2rvumgrgj3i',1,42.0,1.79526409737367296211e+09);
INSERT INTO "epochs" VALUES('2rvumgrgj3i',2,42.0,1.79526413937367296212e+09);
INSERT INTO "epochs" VALUES('2rvumgsbgjq',0,42.0,1.79526413939395689967e+09);
CREATE TABLE metrics (
	run VARCHAR(32) NOT NULL, 
	metric VARCHAR(64) NOT NULL, 
	epoch INTEGER NOT NULL, 
	value DOUBLE, 
	PRIMARY KEY (run, metric, epoch), 
	FOREIGN KEY(run) REFERENCES runs (id)
)
 WITHOUT ROWID

;
INSERT INTO "metrics" VALUES('2rvumgrgj3i','accuracy',0,6.69999999999999928945e-01);
INSERT INTO "metrics" VALUES('2rvumgrgj3i','accuracy',1,7.55040606827863225447e-01);
INSERT INTO "metrics" VALUES('2rvumgrgj3i','accuracy',2,8.1597486429022236809e-01);
INSERT INTO "metrics" VALUES('2rvumgrgj3i','loss',0,0.6);
INSERT INTO "metrics" VALUES('2rvumgrgj3i','loss',1,4.58265655286894668662e-01);
INSERT INTO "metrics" VALUES('2rvumgrgj3i','loss',2,0.356708559516296);
INSERT INTO "metrics" VALUES('2rvumgrgj3i','val_accuracy',0,0.72);
INSERT INTO "metrics" VALUES('2rvumgrgj3i','val_accuracy',1,7.62520303413931621605e-01);
INSERT INTO "metrics" VALUES('2rvumgrgj3i','val_accuracy',2,7.92987432145111137415e-01);
INSERT INTO "metrics" VALUES('2rvumgrgj3i','val_loss',0,0.55);
INSERT INTO "metrics" VALUES('2rvumgrgj3i','val_loss',1,4.99132827643447352095e-01);
INSERT INTO "metrics" VALUES('2rvumgrgj3i','val_loss',2,0.468354279758148);
INSERT INTO "metrics" VALUES('2rvumgsbgjq','accuracy',0,6.69999999999999928945e-01);
INSERT INTO "metrics" VALUES('2rvumgsbgjq','loss',0,0.6);
INSERT INTO "metrics" VALUES('2rvumgsbgjq','val_accuracy',0,0.72);
INSERT INTO "metrics" VALUES('2rvumgsbgjq','val_loss',0,0.55);
CREATE TABLE runs (
	id VARCHAR(32) NOT NULL, 
	recipe JSON NOT NULL, 
	recipe_id VARCHAR(120) NOT NULL, 
	recipe_key VARCHAR(32) NOT NULL, 
	dataset VARCHAR(60) NOT NULL, 
	task VARCHAR(60) NOT NULL, 
	family VARCHAR(60) NOT NULL, 
	seed BIGINT NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	origin VARCHAR(32) NOT NULL, 
	created DOUBLE NOT NULL, 
	started DOUBLE, 
	finished DOUBLE, 
	epochs INTEGER NOT NULL, 
	epochs_done INTEGER NOT NULL, 
	progress JSON NOT NULL, 
	parameters BIGINT, 
	test JSON NOT NULL, 
	best_epoch INTEGER, 
	seconds JSON NOT NULL, 
	peak_memory BIGINT, 
	threads INTEGER, 
	neighbours INTEGER NOT NULL, 
	environment JSON NOT NULL, 
	notes JSON NOT NULL, 
	digest VARCHAR(128) NOT NULL, 
	scale DOUBLE, 
	unit VARCHAR(32) NOT NULL, 
	engine VARCHAR(32) NOT NULL, 
	failure JSON NOT NULL, 
	executor VARCHAR(32) NOT NULL, 
	host VARCHAR(255) NOT NULL, 
	holder VARCHAR(255) NOT NULL, 
	lease_until DOUBLE, 
	stop_requested BOOLEAN NOT NULL, 
	artifacts_bytes BIGINT NOT NULL, 
	changed BIGINT NOT NULL, name VARCHAR(120) DEFAULT '' NOT NULL, tags JSON DEFAULT '[]' NOT NULL, note TEXT DEFAULT '' NOT NULL, deleted DOUBLE, train_samples BIGINT, test_samples BIGINT, baselines JSON DEFAULT '{}' NOT NULL, pause_requested BOOLEAN DEFAULT '0' NOT NULL, checkpoint JSON DEFAULT '{}' NOT NULL, resumes INTEGER DEFAULT '0' NOT NULL, extended JSON DEFAULT '[]' NOT NULL, retry_of VARCHAR(32) DEFAULT '' NOT NULL, person VARCHAR(254) DEFAULT '' NOT NULL, sweep VARCHAR(32) DEFAULT '' NOT NULL, trial INTEGER, confirms INTEGER, sealed BOOLEAN DEFAULT '0' NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "runs" VALUES('2rvumgrgj3i','{"dataset": "noise", "preprocessing": {"train_samples": 1000, "data_seed": 0}, "layers": [{"type": "Dense", "config": {"units": 1, "activation": "sigmoid"}, "fixed": true}], "compile": {"optimizer": "rmsprop", "learning_rate": 0.001, "loss": "binary_crossentropy"}, "fit": {"epochs": 3, "batch_size": 64, "validation_data": "train", "validation_split": 0.0, "patience": 0, "restore_best_weights": false}, "id": "numeric-binary/perceptron", "architecture": "numeric-perceptron", "family": "mlp", "block": null, "open_output": false}','numeric-binary/perceptron','231162fe9675','noise','numeric-binary','mlp',0,'completed','dashboard',1795264139.35667,1.79526413936457705494e+09,1.79526413938398599623e+09,3,3,'{"phase": "train", "updated": 1795264139.380539}',13,'{"loss": 0.3481, "accuracy": 0.8612}',NULL,'{}',NULL,2,0,'{"system": "Linux x86_64", "processor": "a test", "cores": 2, "tensorflow": "2.21.0", "keras": "3.15.1"}','[]','',NULL,'','','{}','process','vm','',NULL,0,0,6,'','[]','',NULL,NULL,NULL,'{}',0,'{}',0,'[]','','','',NULL,NULL,0);
INSERT INTO "runs" VALUES('2rvumgsbgjq','{"dataset": "imdb", "preprocessing": {"num_words": 20000, "maxlen": 200}, "layers": [{"type": "Embedding", "config": {"output_dim": 128, "input_dim": 20000}}, {"type": "Dropout", "config": {"rate": 0.2}}, {"type": "Conv1D", "config": {"filters": 256, "kernel_size": 3, "activation": "relu"}}, {"type": "GlobalMaxPooling1D", "config": {}}, {"type": "Dense", "config": {"units": 128, "activation": "relu"}}, {"type": "Dropout", "config": {"rate": 0.2}}, {"type": "Dense", "config": {"units": 1, "activation": "sigmoid"}, "fixed": true}], "compile": {"optimizer": "adam", "learning_rate": 0.001, "loss": "binary_crossentropy"}, "fit": {"epochs": 2, "batch_size": 64, "validation_data": "train", "validation_split": 0.2, "patience": 0, "restore_best_weights": false}, "id": "imdb/cnn", "architecture": "text-cnn", "family": "convolutional", "block": [2, 1, 1], "open_output": false}','imdb/cnn','1664d4f6e94f','imdb','text-binary','convolutional',0,'failed','dashboard',1.79526413938698506354e+09,1.79526413938962793354e+09,1.795264139398624897e+09,2,1,'{"phase": "train", "updated": 1795264139.396202}',NULL,'{}',NULL,'{}',NULL,2,0,'{"system": "Linux x86_64", "processor": "a test", "cores": 2, "tensorflow": "2.21.0", "keras": "3.15.1"}','[]','',NULL,'','','{"message": "The loss of {recipe} became NaN in epoch 2.", "values": {"recipe": "imdb/cnn"}}','process','vm','',NULL,0,0,12,'','[]','',NULL,NULL,NULL,'{}',0,'{}',0,'[]','','','',NULL,NULL,0);
INSERT INTO "runs" VALUES('2rvumgsp5zy','{"dataset": "series", "preprocessing": {"lookback": 10.0, "step": 60, "delay": 24, "data_seed": 0}, "layers": [{"type": "LSTM", "config": {"units": 32, "activation": "tanh", "dropout": 0.0, "recurrent_dropout": 0.0, "return_sequences": false}}, {"type": "Dense", "config": {"units": 1, "activation": "linear"}, "fixed": true}], "compile": {"optimizer": "rmsprop", "learning_rate": 0.001, "loss": "mae"}, "fit": {"epochs": 10, "batch_size": 128, "patience": 0, "restore_best_weights": false, "steps_per_epoch": 100}, "id": "series/lstm", "architecture": "series-lstm", "family": "recurrent", "block": [0, 1, 1], "open_output": false}','series/lstm','58c30fd210d7','series','series-regression','recurrent',0,'queued','dashboard',1.79526413940088701249e+09,NULL,NULL,10,0,'{}',NULL,'{}',NULL,'{}',NULL,NULL,0,'{}','[]','',NULL,'','','{}','','','',NULL,0,0,13,'','[]','',NULL,NULL,NULL,'{}',0,'{}',0,'[]','','','',NULL,NULL,0);
CREATE TABLE store (
	id INTEGER NOT NULL, 
	schema INTEGER NOT NULL, 
	changes BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "store" VALUES(1,4,13);
CREATE TABLE sweeps (
	id VARCHAR(32) NOT NULL, 
	recipe_id VARCHAR(120) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	origin VARCHAR(32) NOT NULL, 
	person VARCHAR(254) NOT NULL, 
	recipe JSON NOT NULL, 
	space JSON NOT NULL, 
	proposals JSON NOT NULL, 
	skipped JSON NOT NULL, 
	chosen JSON NOT NULL, 
	importance JSON NOT NULL, 
	failure JSON NOT NULL, 
	trials INTEGER NOT NULL, 
	confirm INTEGER NOT NULL, 
	finalists INTEGER NOT NULL, 
	seed BIGINT NOT NULL, 
	changed BIGINT NOT NULL, 
	prune BOOLEAN NOT NULL, 
	winner INTEGER, 
	created DOUBLE NOT NULL, 
	finished DOUBLE, 
	PRIMARY KEY (id)
);
CREATE INDEX runs_by_recipe ON runs (recipe_id, created);
CREATE INDEX runs_by_creation ON runs (created);
CREATE INDEX runs_by_change ON runs (changed);
CREATE INDEX runs_by_dataset ON runs (dataset, created);
CREATE INDEX runs_by_status ON runs (status, created);
CREATE INDEX runs_by_key ON runs (recipe_key, created);
CREATE INDEX runs_by_sweep ON runs (sweep);
COMMIT;
