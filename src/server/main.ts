/** The language server's process. The client says by its arguments whether it speaks over IPC, stdio or a socket. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './server.ts';

serve(createConnection(ProposedFeatures.all));
