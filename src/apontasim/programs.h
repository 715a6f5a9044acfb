/* The sub-commands of apontasim. Each gets its own name as argv[0] and gives an exit status: 0 done, 2 trouble. */
#pragma once

int cra_main(int argc, char **argv);
int portfolio_main(int argc, char **argv);
int serasa_main(int argc, char **argv);
int spc_main(int argc, char **argv);
