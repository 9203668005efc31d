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
INSERT INTO "epochs" VALUES('2s7tbo2k29y',0,42.0,1.79598734013056492804e+09);
INSERT INTO "epochs" VALUES('2s7tbo2k29y',1,42.0,1.79598738213056492805e+09);
INSERT INTO "epochs" VALUES('2s7tbo2k29y',2,42.0,1.79598742413056492806e+09);
INSERT INTO "epochs" VALUES('2s7tbo2k29y',3,42.0,1.79598746613056492807e+09);
INSERT INTO "epochs" VALUES('2s7tbo2k29y',4,42.0,1.79598750813056492808e+09);
INSERT INTO "epochs" VALUES('2s7tbo2k29y',5,42.0,1.79598755013056492809e+09);
INSERT INTO "epochs" VALUES('2s7tbo3qggo',0,42.0,1.79598734015661907191e+09);
INSERT INTO "epochs" VALUES('2s7tbo3qggo',1,42.0,1.79598738215661907192e+09);
INSERT INTO "epochs" VALUES('2s7tbo3qggo',2,42.0,1.79598742415661907193e+09);
INSERT INTO "epochs" VALUES('2s7tbo3qggo',3,42.0,1.79598746615661907194e+09);
INSERT INTO "epochs" VALUES('2s7tbo3qggo',4,42.0,1.79598750815661907195e+09);
INSERT INTO "epochs" VALUES('2s7tbo3qggo',5,42.0,1.79598755015661907196e+09);
INSERT INTO "epochs" VALUES('2s7tbo4bag4',0,42.0,1.79598717218286705018e+09);
INSERT INTO "epochs" VALUES('2s7tbo4bag4',1,42.0,1.79598721418286705019e+09);
INSERT INTO "epochs" VALUES('2s7tbo4bag4',2,42.0,1.7959872561828670502e+09);
INSERT INTO "epochs" VALUES('2s7tbo4bag4',3,42.0,1.79598729818286705021e+09);
INSERT INTO "epochs" VALUES('2s7tbo4bag4',4,42.0,1.79598734018286705022e+09);
INSERT INTO "epochs" VALUES('2s7tbo4bag4',5,42.0,1.79598738218286705023e+09);
INSERT INTO "epochs" VALUES('2s7tbo4bag4',6,42.0,1.79598742418286705024e+09);
INSERT INTO "epochs" VALUES('2s7tbo4bag4',7,42.0,1.79598746618286705012e+09);
INSERT INTO "epochs" VALUES('2s7tbo4bag4',8,42.0,1.79598750818286705013e+09);
INSERT INTO "epochs" VALUES('2s7tbo4bag4',9,42.0,1.79598755018286705014e+09);
INSERT INTO "epochs" VALUES('2s7tbo4t1ac',0,42.0,1.79598755019486188886e+09);
INSERT INTO "epochs" VALUES('2s7tbo5ea7y',0,42.0,1.79598755022198510169e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',0,42.0,1.79598633230882406231e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',1,42.0,1.79598637430882406233e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',2,42.0,1.79598641630882406234e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',3,42.0,1.79598645830882406235e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',4,42.0,1.79598650030882406236e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',5,42.0,1.79598654230882406237e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',6,42.0,1.79598658430882406229e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',7,42.0,1.7959866263088240623e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',8,42.0,1.79598666830882406231e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',9,42.0,1.79598671030882406233e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',10,42.0,1.79598675230882406234e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',11,42.0,1.79598679430882406235e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',12,42.0,1.79598683630882406236e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',13,42.0,1.79598687830882406237e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',14,42.0,1.79598692030882406238e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',15,42.0,1.79598696230882406239e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',16,42.0,1.79598700430882406231e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',17,42.0,1.79598704630882406232e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',18,42.0,1.79598708830882406234e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',19,42.0,1.79598713030882406235e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',20,42.0,1.79598717230882406236e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',21,42.0,1.79598721430882406237e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',22,42.0,1.79598725630882406238e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',23,42.0,1.79598729830882406239e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',24,42.0,1.7959873403088240624e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',25,42.0,1.79598738230882406241e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',26,42.0,1.79598742430882406229e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',27,42.0,1.7959874663088240623e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',28,42.0,1.79598750830882406231e+09);
INSERT INTO "epochs" VALUES('2s7tbo7mxlr',29,42.0,1.79598755030882406232e+09);
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
INSERT INTO "metrics" VALUES('2s7tbo2k29y','accuracy',0,6.69999999999999928945e-01);
INSERT INTO "metrics" VALUES('2s7tbo2k29y','accuracy',1,7.55040606827863225447e-01);
INSERT INTO "metrics" VALUES('2s7tbo2k29y','accuracy',2,8.1597486429022236809e-01);
INSERT INTO "metrics" VALUES('2s7tbo2k29y','accuracy',3,8.59636167648567317556e-01);
INSERT INTO "metrics" VALUES('2s7tbo2k29y','accuracy',4,8.90920858565281914565e-01);
INSERT INTO "metrics" VALUES('2s7tbo2k29y','accuracy',5,9.133373191487313969e-01);
INSERT INTO "metrics" VALUES('2s7tbo2k29y','loss',0,0.6);
INSERT INTO "metrics" VALUES('2s7tbo2k29y','loss',1,4.58265655286894668662e-01);
INSERT INTO "metrics" VALUES('2s7tbo2k29y','loss',2,0.356708559516296);
INSERT INTO "metrics" VALUES('2s7tbo2k29y','loss',3,2.83939720585721144807e-01);
INSERT INTO "metrics" VALUES('2s7tbo2k29y','loss',4,2.31798569057863390607e-01);
INSERT INTO "metrics" VALUES('2s7tbo2k29y','loss',5,1.94437801418780920048e-01);
INSERT INTO "metrics" VALUES('2s7tbo2k29y','val_accuracy',0,0.72);
INSERT INTO "metrics" VALUES('2s7tbo2k29y','val_accuracy',1,7.62520303413931621605e-01);
INSERT INTO "metrics" VALUES('2s7tbo2k29y','val_accuracy',2,7.92987432145111137415e-01);
INSERT INTO "metrics" VALUES('2s7tbo2k29y','val_accuracy',3,8.14818083824283667659e-01);
INSERT INTO "metrics" VALUES('2s7tbo2k29y','val_accuracy',4,0.830460429282641);
INSERT INTO "metrics" VALUES('2s7tbo2k29y','val_accuracy',5,8.41668659574365762843e-01);
INSERT INTO "metrics" VALUES('2s7tbo2k29y','val_loss',0,0.55);
INSERT INTO "metrics" VALUES('2s7tbo2k29y','val_loss',1,4.99132827643447352095e-01);
INSERT INTO "metrics" VALUES('2s7tbo2k29y','val_loss',2,0.468354279758148);
INSERT INTO "metrics" VALUES('2s7tbo2k29y','val_loss',3,4.51969860292860570183e-01);
INSERT INTO "metrics" VALUES('2s7tbo2k29y','val_loss',4,4.45899284528931683091e-01);
INSERT INTO "metrics" VALUES('2s7tbo2k29y','val_loss',5,4.47218900709390410064e-01);
INSERT INTO "metrics" VALUES('2s7tbo3qggo','accuracy',0,6.69999999999999928945e-01);
INSERT INTO "metrics" VALUES('2s7tbo3qggo','accuracy',1,7.55040606827863225447e-01);
INSERT INTO "metrics" VALUES('2s7tbo3qggo','accuracy',2,8.1597486429022236809e-01);
INSERT INTO "metrics" VALUES('2s7tbo3qggo','accuracy',3,8.59636167648567317556e-01);
INSERT INTO "metrics" VALUES('2s7tbo3qggo','accuracy',4,8.90920858565281914565e-01);
INSERT INTO "metrics" VALUES('2s7tbo3qggo','accuracy',5,9.133373191487313969e-01);
INSERT INTO "metrics" VALUES('2s7tbo3qggo','loss',0,0.6);
INSERT INTO "metrics" VALUES('2s7tbo3qggo','loss',1,4.58265655286894668662e-01);
INSERT INTO "metrics" VALUES('2s7tbo3qggo','loss',2,0.356708559516296);
INSERT INTO "metrics" VALUES('2s7tbo3qggo','loss',3,2.83939720585721144807e-01);
INSERT INTO "metrics" VALUES('2s7tbo3qggo','loss',4,2.31798569057863390607e-01);
INSERT INTO "metrics" VALUES('2s7tbo3qggo','loss',5,1.94437801418780920048e-01);
INSERT INTO "metrics" VALUES('2s7tbo3qggo','val_accuracy',0,0.72);
INSERT INTO "metrics" VALUES('2s7tbo3qggo','val_accuracy',1,7.62520303413931621605e-01);
INSERT INTO "metrics" VALUES('2s7tbo3qggo','val_accuracy',2,7.92987432145111137415e-01);
INSERT INTO "metrics" VALUES('2s7tbo3qggo','val_accuracy',3,8.14818083824283667659e-01);
INSERT INTO "metrics" VALUES('2s7tbo3qggo','val_accuracy',4,0.830460429282641);
INSERT INTO "metrics" VALUES('2s7tbo3qggo','val_accuracy',5,8.41668659574365762843e-01);
INSERT INTO "metrics" VALUES('2s7tbo3qggo','val_loss',0,0.55);
INSERT INTO "metrics" VALUES('2s7tbo3qggo','val_loss',1,4.99132827643447352095e-01);
INSERT INTO "metrics" VALUES('2s7tbo3qggo','val_loss',2,0.468354279758148);
INSERT INTO "metrics" VALUES('2s7tbo3qggo','val_loss',3,4.51969860292860570183e-01);
INSERT INTO "metrics" VALUES('2s7tbo3qggo','val_loss',4,4.45899284528931683091e-01);
INSERT INTO "metrics" VALUES('2s7tbo3qggo','val_loss',5,4.47218900709390410064e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','loss',0,0.6);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','loss',1,4.58265655286894668662e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','loss',2,0.356708559516296);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','loss',3,2.83939720585721144807e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','loss',4,2.31798569057863390607e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','loss',5,1.94437801418780920048e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','loss',6,1.6766764161830635671e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','loss',7,1.48485983932202525448e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','loss',8,1.34741725611400769979e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','loss',9,1.24893534183931981251e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','mae',0,0.6);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','mae',1,4.58265655286894668662e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','mae',2,0.356708559516296);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','mae',3,2.83939720585721144807e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','mae',4,2.31798569057863390607e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','mae',5,1.94437801418780920048e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','mae',6,1.6766764161830635671e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','mae',7,1.48485983932202525448e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','mae',8,1.34741725611400769979e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','mae',9,1.24893534183931981251e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','val_loss',0,0.55);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','val_loss',1,4.99132827643447352095e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','val_loss',2,0.468354279758148);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','val_loss',3,4.51969860292860570183e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','val_loss',4,4.45899284528931683091e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','val_loss',5,4.47218900709390410064e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','val_loss',6,4.5383382080915313228e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','val_loss',7,4.64242991966101248291e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','val_loss',8,4.77370862805700402198e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','val_loss',9,4.92446767091965942331e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','val_mae',0,0.55);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','val_mae',1,4.99132827643447352095e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','val_mae',2,0.468354279758148);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','val_mae',3,4.51969860292860570183e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','val_mae',4,4.45899284528931683091e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','val_mae',5,4.47218900709390410064e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','val_mae',6,4.5383382080915313228e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','val_mae',7,4.64242991966101248291e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','val_mae',8,4.77370862805700402198e-01);
INSERT INTO "metrics" VALUES('2s7tbo4bag4','val_mae',9,4.92446767091965942331e-01);
INSERT INTO "metrics" VALUES('2s7tbo4t1ac','accuracy',0,6.69999999999999928945e-01);
INSERT INTO "metrics" VALUES('2s7tbo4t1ac','loss',0,0.6);
INSERT INTO "metrics" VALUES('2s7tbo4t1ac','val_accuracy',0,0.72);
INSERT INTO "metrics" VALUES('2s7tbo4t1ac','val_loss',0,0.55);
INSERT INTO "metrics" VALUES('2s7tbo5ea7y','accuracy',0,6.69999999999999928945e-01);
INSERT INTO "metrics" VALUES('2s7tbo5ea7y','loss',0,0.6);
INSERT INTO "metrics" VALUES('2s7tbo5ea7y','val_accuracy',0,0.72);
INSERT INTO "metrics" VALUES('2s7tbo5ea7y','val_loss',0,0.55);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',0,6.69999999999999928945e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',1,7.55040606827863225447e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',2,8.1597486429022236809e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',3,8.59636167648567317556e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',4,8.90920858565281914565e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',5,9.133373191487313969e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',6,9.29399415029016129352e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',7,9.40908409640678455865e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',8,9.49154964633159514697e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',9,9.55063879489640776832e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',10,9.59297801995824261922e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',11,9.62331540038047772434e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',12,9.64505308333379773877e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',13,9.66062881378917714947e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',14,9.67178931234551453322e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',15,9.67978615900274341754e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',16,9.68551615001850496611e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',17,9.68962186799060543052e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',18,9.69256374347000071445e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',19,9.69467168936279710678e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',20,0.969618209859598);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',21,9.69726435410333653663e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',22,9.69803982406039710717e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',23,9.69859547256504139767e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',24,9.69899361211629229551e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',25,9.69927889157074174519e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',26,9.6994833032321170485e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',27,0.969962977058774);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',28,0.969973471903402);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','accuracy',29,9.69980991788177648871e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',0,0.6);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',1,4.58265655286894668662e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',2,0.356708559516296);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',3,2.83939720585721144807e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',4,2.31798569057863390607e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',5,1.94437801418780920048e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',6,1.6766764161830635671e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',7,1.48485983932202525448e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',8,1.34741725611400769979e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',9,1.24893534183931981251e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',10,1.17836996673626209775e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',11,1.12780766603253701507e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',12,1.09157819444367087946e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',13,1.06561864368470482489e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',14,1.04701781275747612953e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',15,1.03368973499542743388e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',16,1.02413974996915721482e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',17,1.01729688668232384762e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',18,1.01239376088333180025e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',19,1.00888051772867193278e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',20,1.00636316900669903207e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',21,1.00455940982777269798e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',22,1.00326695989933697972e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',23,1.00234087905826399489e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',24,1.00167731313951263727e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',25,1.00120184738209758168e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',26,1.00086116127980406798e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',27,1.00061704902043344111e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',28,1.00044213494329944924e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','loss',29,1.00031680353037291664e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',0,0.72);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',1,7.62520303413931621605e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',2,7.92987432145111137415e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',3,8.14818083824283667659e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',4,0.830460429282641);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',5,8.41668659574365762843e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',6,8.49699707514508073558e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',7,8.55454204820339292325e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',8,8.59577482316579710719e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',9,8.62531939744820452808e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',10,8.64648900997912139843e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',11,8.66165770019023839587e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',12,8.67252654166689840309e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',13,8.68031440689458810844e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',14,8.68589465617275680031e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',15,8.68989307950137179759e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',16,8.69275807500925257187e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',17,8.69481093399530280407e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',18,0.8696281871735);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',19,8.6973358446813986422e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',20,0.869809104929799);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',21,8.69863217705166835713e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',22,8.69901991203019919751e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',23,8.69929773628252078765e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',24,8.69949680605814568146e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',25,8.69963944578537096141e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',26,8.69974165161605861307e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',27,0.869981488529387);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',28,8.69986735951701062319e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_accuracy',29,8.69990495894088833317e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',0,0.55);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',1,4.99132827643447352095e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',2,0.468354279758148);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',3,4.51969860292860570183e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',4,4.45899284528931683091e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',5,4.47218900709390410064e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',6,4.5383382080915313228e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',7,4.64242991966101248291e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',8,4.77370862805700402198e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',9,4.92446767091965942331e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',10,5.08918498336813129867e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',11,5.26390383301626796352e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',12,5.44578909722183590602e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',13,5.63280932184235250126e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',14,5.82350890637873819244e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',15,6.01684486749771263447e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',16,6.2120698749845781883e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',17,6.40864844334116279256e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',18,6.60619688044166597507e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',19,6.8044402588643360108e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',20,0.700318158450335);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',21,7.20227970491388536089e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',22,7.40163347994966858145e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',23,7.60117043952913240545e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',24,7.80083865656975516955e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',25,8.00060092369104802756e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',26,8.20043058063990137895e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',27,8.40030852451021714522e-01);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',28,0.860022106747165);
INSERT INTO "metrics" VALUES('2s7tbo7mxlr','val_loss',29,8.80015840176518571169e-01);
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
	changed BIGINT NOT NULL, 
	name VARCHAR(120) DEFAULT '' NOT NULL, 
	tags JSON DEFAULT '[]' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	deleted DOUBLE, 
	train_samples BIGINT, 
	test_samples BIGINT, 
	baselines JSON DEFAULT '{}' NOT NULL, 
	pause_requested BOOLEAN DEFAULT 0 NOT NULL, 
	checkpoint JSON DEFAULT '{}' NOT NULL, 
	resumes INTEGER DEFAULT '0' NOT NULL, 
	extended JSON DEFAULT '[]' NOT NULL, 
	retry_of VARCHAR(32) DEFAULT '' NOT NULL, 
	person VARCHAR(254) DEFAULT '' NOT NULL, 
	sweep VARCHAR(32) DEFAULT '' NOT NULL, 
	trial INTEGER, 
	confirms INTEGER, 
	sealed BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "runs" VALUES('2s7tbo2k29y','{"dataset": "probe-motif", "preprocessing": {"train_samples": 4000, "data_seed": 0}, "layers": [{"type": "Embedding", "config": {"output_dim": 16, "input_dim": 30}}, {"type": "Conv1D", "config": {"filters": 32, "kernel_size": 7, "activation": "relu"}}, {"type": "GlobalMaxPooling1D", "config": {}}, {"type": "Dense", "config": {"units": 32, "activation": "relu"}}, {"type": "Dense", "config": {"units": 1, "activation": "sigmoid"}, "fixed": true}], "compile": {"optimizer": "adam", "learning_rate": 0.002, "loss": "binary_crossentropy"}, "fit": {"epochs": 6, "batch_size": 64, "validation_data": "train", "validation_split": 0.1, "patience": 0, "restore_best_weights": true}, "id": "probe-motif/cnn", "architecture": "token-cnn", "family": "convolutional", "block": [1, 1, 1], "open_output": false}','probe-motif/cnn','793ced4346df','probe-motif','text-binary','convolutional',0,'completed','dashboard',1.79598755010844302179e+09,1.7959875501206490993e+09,1.79598755014109706879e+09,6,6,'{"phase": "train", "updated": 1795987550.13666}',4161,'{"loss": 0.01, "accuracy": 0.9995}',NULL,'{}',NULL,2,0,'{"system": "Linux x86_64", "processor": "a test", "cores": 2, "tensorflow": "2.21.0", "keras": "3.15.1"}','[]','',NULL,'','','{}','process','vm','',NULL,0,0,9,'wide kernel','["lecture"]','Is 7 too wide?
No.',NULL,NULL,NULL,'{}',0,'{}',0,'[]','','','',NULL,NULL,0);
INSERT INTO "runs" VALUES('2s7tbo3qggo','{"dataset": "probe-motif", "preprocessing": {"train_samples": 4000, "data_seed": 0}, "layers": [{"type": "Embedding", "config": {"output_dim": 16, "input_dim": 30}}, {"type": "Conv1D", "config": {"filters": 32, "kernel_size": 5, "activation": "relu"}}, {"type": "GlobalMaxPooling1D", "config": {}}, {"type": "Dense", "config": {"units": 32, "activation": "relu"}}, {"type": "Dense", "config": {"units": 1, "activation": "sigmoid"}, "fixed": true}], "compile": {"optimizer": "adam", "learning_rate": 0.002, "loss": "binary_crossentropy"}, "fit": {"epochs": 6, "batch_size": 64, "validation_data": "train", "validation_split": 0.1, "patience": 0, "restore_best_weights": true}, "id": "probe-motif/cnn", "architecture": "token-cnn", "family": "convolutional", "block": [1, 1, 1], "open_output": false}','probe-motif/cnn','bc34716d360d','probe-motif','text-binary','convolutional',0,'completed','dashboard',1.79598755015074205403e+09,1.7959875501542050839e+09,1.79598755016088700289e+09,6,6,'{"phase": "train", "updated": 1795987550.157926}',4161,'{"loss": 0.3481, "accuracy": 0.8612}',NULL,'{}',NULL,2,0,'{"system": "Linux x86_64", "processor": "a test", "cores": 2, "tensorflow": "2.21.0", "keras": "3.15.1"}','[]','',NULL,'','','{}','process','vm','',NULL,0,0,15,'','[]','',NULL,NULL,NULL,'{}',0,'{}',0,'[]','','','',NULL,NULL,0);
INSERT INTO "runs" VALUES('2s7tbo4bag4','{"dataset": "series", "preprocessing": {"lookback": 10.0, "step": 60, "delay": 24, "data_seed": 0}, "layers": [{"type": "LSTM", "config": {"units": 32, "activation": "tanh", "dropout": 0.0, "recurrent_dropout": 0.0, "return_sequences": false}}, {"type": "Dense", "config": {"units": 1, "activation": "linear"}, "fixed": true}], "compile": {"optimizer": "rmsprop", "learning_rate": 0.001, "loss": "mae"}, "fit": {"epochs": 10, "batch_size": 128, "patience": 0, "restore_best_weights": false, "steps_per_epoch": 100}, "id": "series/lstm", "architecture": "series-lstm", "family": "recurrent", "block": [0, 1, 1], "open_output": false}','series/lstm','58c30fd210d7','series','series-regression','recurrent',0,'completed','dashboard',1.79598755017183089261e+09,1.79598755017440104477e+09,1.79598755018581795689e+09,10,10,'{"phase": "train", "updated": 1795987550.184402}',4641,'{"loss": 0.29, "mae": 0.29}',NULL,'{}',NULL,2,0,'{"system": "Linux x86_64", "processor": "a test", "cores": 2, "tensorflow": "2.21.0", "keras": "3.15.1"}','[]','',8.85,'°C','','{}','process','vm','',NULL,0,0,36,'','[]','',1.79598755025259804729e+09,NULL,NULL,'{}',0,'{}',0,'[]','','','',NULL,NULL,0);
INSERT INTO "runs" VALUES('2s7tbo4t1ac','{"dataset": "imdb", "preprocessing": {"num_words": 20000, "maxlen": 200}, "layers": [{"type": "Embedding", "config": {"output_dim": 128, "input_dim": 20000}}, {"type": "LSTM", "config": {"units": 128, "activation": "tanh", "dropout": 0.0, "recurrent_dropout": 0.0, "return_sequences": false}}, {"type": "Dense", "config": {"units": 1, "activation": "sigmoid"}, "fixed": true}], "compile": {"optimizer": "adam", "learning_rate": 0.001, "loss": "binary_crossentropy"}, "fit": {"epochs": 2, "batch_size": 64, "validation_data": "train", "validation_split": 0.2, "patience": 0, "restore_best_weights": false}, "id": "imdb/lstm", "architecture": "text-lstm", "family": "recurrent", "block": [1, 1, 1], "open_output": false}','imdb/lstm','beba0065ccca','imdb','text-binary','recurrent',0,'stopped','dashboard',1.79598755018931388856e+09,1795987550.19217,1.79598755020777893064e+09,2,1,'{"phase": "train", "updated": 1795987550.200296}',NULL,'{}',NULL,'{}',NULL,2,0,'{"system": "Linux x86_64", "processor": "a test", "cores": 2, "tensorflow": "2.21.0", "keras": "3.15.1"}','[]','',NULL,'','','{}','process','vm','',NULL,1,0,28,'','[]','',NULL,NULL,NULL,'{}',0,'{}',0,'[]','','','',NULL,NULL,0);
INSERT INTO "runs" VALUES('2s7tbo5ea7y','{"dataset": "imdb", "preprocessing": {"num_words": 20000, "maxlen": 200}, "layers": [{"type": "Embedding", "config": {"output_dim": 128, "input_dim": 20000}}, {"type": "Dropout", "config": {"rate": 0.2}}, {"type": "Conv1D", "config": {"filters": 256, "kernel_size": 3, "activation": "relu"}}, {"type": "MaxPooling1D", "config": {"pool_size": 4}}, {"type": "LSTM", "config": {"units": 128, "activation": "tanh", "dropout": 0.0, "recurrent_dropout": 0.0, "return_sequences": false}}, {"type": "Dense", "config": {"units": 1, "activation": "sigmoid"}, "fixed": true}], "compile": {"optimizer": "adam", "learning_rate": 0.001, "loss": "binary_crossentropy"}, "fit": {"epochs": 2, "batch_size": 64, "validation_data": "train", "validation_split": 0.2, "patience": 0, "restore_best_weights": false}, "id": "imdb/rcnn", "architecture": "text-rcnn", "family": "recurrent-convolutional", "block": [4, 1, 1], "open_output": false}','imdb/rcnn','f40c4307f191','imdb','text-binary','recurrent-convolutional',0,'failed','dashboard',1.79598755021082806589e+09,1.79598755021325898174e+09,1.79598755022895407683e+09,2,1,'{"phase": "train", "updated": 1795987550.223063}',NULL,'{}',NULL,'{}',NULL,2,0,'{"system": "Linux x86_64", "processor": "a test", "cores": 2, "tensorflow": "2.21.0", "keras": "3.15.1"}','[]','',NULL,'','','{"message": "The loss of {recipe} became NaN in epoch 2.", "values": {"recipe": "imdb/rcnn"}}','process','vm','',NULL,0,0,34,'','[]','',NULL,NULL,NULL,'{}',0,'{}',0,'[]','','','',NULL,NULL,0);
INSERT INTO "runs" VALUES('2s7tbo69nem','{"dataset": "topics", "preprocessing": {"train_samples": 4000, "data_seed": 0}, "layers": [{"type": "Embedding", "config": {"output_dim": 16, "input_dim": 1000}}, {"type": "Conv1D", "config": {"filters": 32, "kernel_size": 5, "activation": "relu"}}, {"type": "GlobalMaxPooling1D", "config": {}}, {"type": "Dense", "config": {"units": 32, "activation": "relu"}}, {"type": "Dense", "config": {"units": 8, "activation": "softmax"}, "fixed": true}], "compile": {"optimizer": "adam", "learning_rate": 0.001, "loss": "categorical_crossentropy"}, "fit": {"epochs": 10, "batch_size": 64, "validation_data": "train", "validation_split": 0.2, "patience": 0, "restore_best_weights": false}, "id": "topics/cnn", "architecture": "token-cnn", "family": "convolutional", "block": [1, 1, 1], "open_output": false}','topics/cnn','f3cce182331c','topics','text-multiclass','convolutional',3,'queued','dashboard',1.79598755024125599864e+09,NULL,NULL,10,0,'{}',NULL,'{}',NULL,'{}',NULL,NULL,0,'{}','[]','',NULL,'','','{}','','','',NULL,0,0,35,'','[]','',NULL,NULL,NULL,'{}',0,'{}',0,'[]','','','',NULL,NULL,0);
INSERT INTO "runs" VALUES('2s7tbo7mxlr','{"dataset": "digits", "preprocessing": {"test_split": 0.2, "data_seed": 0}, "layers": [{"type": "Flatten", "config": {}}, {"type": "Dense", "config": {"units": 512, "activation": "relu"}}, {"type": "Dense", "config": {"units": 10, "activation": "softmax"}, "fixed": true}], "compile": {"optimizer": "adam", "learning_rate": 0.001, "loss": "categorical_crossentropy"}, "fit": {"epochs": 30, "batch_size": 32, "validation_data": "train", "validation_split": 0.2, "patience": 0, "restore_best_weights": false}, "id": "digits/mlp", "architecture": "image-mlp", "family": "mlp", "block": [1, 1, 1], "open_output": false}','digits/mlp','e7dd4ecba6d8','digits','image-multiclass','mlp',0,'completed','dashboard',1.79598755029026293759e+09,1.79598755030554509161e+09,1.79598755031285309789e+09,30,30,'{"phase": "train", "updated": 1795987550.310754}',38410,'{"loss": 0.4, "accuracy": 0.7938718662952646}',NULL,'{}',NULL,2,0,'{"system": "Linux x86_64", "processor": "a test", "cores": 2, "tensorflow": "2.21.0", "keras": "3.15.1"}','[]','',NULL,'','','{}','process','vm','',NULL,0,14636,43,'','[]','',NULL,NULL,NULL,'{}',0,'{}',0,'[]','','','',NULL,NULL,0);
CREATE TABLE store (
	id INTEGER NOT NULL, 
	schema INTEGER NOT NULL, 
	changes BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "store" VALUES(1,4,43);
CREATE TABLE sweeps (
	id VARCHAR(32) NOT NULL, 
	recipe JSON NOT NULL, 
	recipe_id VARCHAR(120) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	space JSON NOT NULL, 
	seed BIGINT NOT NULL, 
	trials INTEGER NOT NULL, 
	prune BOOLEAN NOT NULL, 
	confirm INTEGER NOT NULL, 
	finalists INTEGER NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	origin VARCHAR(32) NOT NULL, 
	person VARCHAR(254) NOT NULL, 
	created DOUBLE NOT NULL, 
	finished DOUBLE, 
	proposals JSON NOT NULL, 
	skipped JSON NOT NULL, 
	chosen JSON NOT NULL, 
	winner INTEGER, 
	importance JSON NOT NULL, 
	failure JSON NOT NULL, 
	changed BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE INDEX runs_by_change ON runs (changed);
CREATE INDEX runs_by_status ON runs (status, created);
CREATE INDEX runs_by_recipe ON runs (recipe_id, created);
CREATE INDEX runs_by_creation ON runs (created);
CREATE INDEX runs_by_dataset ON runs (dataset, created);
CREATE INDEX runs_by_sweep ON runs (sweep);
CREATE INDEX runs_by_key ON runs (recipe_key, created);
COMMIT;
