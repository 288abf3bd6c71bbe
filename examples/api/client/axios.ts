import { altinnOrigins, createMaskinportenClient } from '@portvakt/client';
import { axiosInterceptor } from '@portvakt/client/axios';
import { fromEnv } from '@portvakt/client/node';
import axios from 'axios';

export const onTheWire = {
  async axiosInterceptor() {
    // #region axiosInterceptor
    const client = createMaskinportenClient({ ...fromEnv(), environment: 'test', altinn: true });
    const http = axios.create({ baseURL: 'https://platform.tt02.altinn.no' });
    const remove = axiosInterceptor(client, { origins: altinnOrigins('test') })(http);
    const { status } = await http.get('/storage/api/v1/instances?instanceOwner.partyId=50020008');
    console.log(status);
    remove();
    // #endregion
  },
};
